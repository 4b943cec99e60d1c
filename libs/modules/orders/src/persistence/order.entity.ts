import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import type { OrderLine, OrderState } from '@contracts/orders';
import type { Order } from '../domain/order.js';

/**
 * A bigint column whose values are exact as numbers: the driver gives strings, because in general they are not.
 * TypeORM also transforms the operands of conditions, which may be missing.
 */
const exactInteger: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** A row of `orders`. The lines are one JSON value: they are written once, with the order, and read with it. */
@Entity('orders')
export class OrderEntity implements Order {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  /** Given by the database, in the order of arrival; lists are sorted by it. */
  @Column({ type: 'bigint', insert: false, update: false, transformer: exactInteger })
  number!: number;

  @Column('text', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  country!: string;

  @Column('text')
  state!: OrderState;

  @Column('jsonb')
  lines!: OrderLine[];

  @Column('bigint', { transformer: exactInteger })
  total!: number;

  @Column('text', { name: 'payment_method' })
  paymentMethod!: string;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;
}
