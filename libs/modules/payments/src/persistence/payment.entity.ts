import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import type { Payment } from '../domain/payment.js';

/** A bigint column whose values fit a JavaScript number; the driver returns bigints as strings. */
const exactInteger: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** A row of `payments`. It may begin with any fact, so most columns can be empty. */
@Entity('payments')
export class PaymentEntity implements Payment {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('text', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('bigint', { nullable: true, transformer: exactInteger })
  amount!: number | null;

  @Column('text', { nullable: true })
  method!: string | null;

  @Column('boolean', { name: 'stock_reserved' })
  stockReserved!: boolean;

  @Column('boolean', { name: 'called_off' })
  calledOff!: boolean;

  @Column('text')
  capture!: Payment['capture'];

  @Column('text')
  refund!: Payment['refund'];

  @Column('bigint', { transformer: exactInteger })
  captured!: number;

  @Column('bigint', { transformer: exactInteger })
  returned!: number;

  @Column('bigint', { transformer: exactInteger })
  refunded!: number;

  @Column('text', { name: 'charge_id', nullable: true })
  chargeId!: string | null;

  @Column('text', { name: 'decline_reason', nullable: true })
  declineReason!: string | null;
}
