import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('ticket')
export class TicketEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  title!: string;
}
