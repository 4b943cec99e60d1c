import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StockLine } from '../domain/stock-line.js';

/** A delivery that was booked; never changed afterwards. */
@Entity('delivery')
export class DeliveryEntity {
  @PrimaryColumn('uuid', { name: 'delivery_id' })
  deliveryId!: string;

  /** Number on the delivery note; unique if present. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('jsonb')
  lines!: StockLine[];

  @Column({ type: 'timestamptz', name: 'received_at', insert: false })
  receivedAt!: Date;
}
