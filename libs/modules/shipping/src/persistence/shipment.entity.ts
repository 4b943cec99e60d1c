import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ShipmentState } from '@contracts/shipping';
import type { ShippedLine } from '../domain/shipped-line.js';

/** A row of `shipment`: one per order that was ever confirmed. */
@Entity('shipment')
export class ShipmentEntity {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('text', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  state!: ShipmentState;

  @Column('jsonb')
  lines!: ShippedLine[];

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;
}
