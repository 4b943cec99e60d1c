import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import type { Fact, Payment, Position, Progress } from '../domain/payment.js';
import { PaymentEntity } from './payment.entity.js';

/** The columns under the names of the domain; bigints arrive as text. */
const PAYMENT = `order_id AS "orderId", customer_id AS "customerId", amount, method, stock_reserved AS "stockReserved",
  called_off AS "calledOff", capture, refund, captured, returned, refunded, charge_id AS "chargeId",
  decline_reason AS "declineReason"`;

type Row = Omit<Payment, 'amount' | 'captured' | 'returned' | 'refunded'> &
  Record<'captured' | 'returned' | 'refunded', string> & {
    readonly amount: string | null;
  };

const paymentOf = (row: Row): Payment => ({
  ...row,
  amount: row.amount === null ? null : Number(row.amount),
  captured: Number(row.captured),
  returned: Number(row.returned),
  refunded: Number(row.refunded),
});

/** The payments in the database. */
@Injectable()
export class PaymentStore {
  constructor(@InjectRepository(PaymentEntity) private readonly payments: Repository<PaymentEntity>) {}

  /**
   * Adds a fact to what is known of an order, in one statement. Facts accumulate, so their order does not matter and a
   * repeated one changes nothing. The row stays locked until the transaction ends.
   */
  async note(orderId: string, fact: Fact): Promise<Payment> {
    const { customerId, amount, method, stockReserved = false, calledOff = false } = fact;
    const [row] = (await this.payments.query(
      `INSERT INTO payments AS known (order_id, customer_id, amount, method, stock_reserved, called_off)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (order_id) DO UPDATE
          SET customer_id = COALESCE(known.customer_id, EXCLUDED.customer_id),
              amount = COALESCE(known.amount, EXCLUDED.amount),
              method = COALESCE(known.method, EXCLUDED.method),
              stock_reserved = known.stock_reserved OR EXCLUDED.stock_reserved,
              called_off = known.called_off OR EXCLUDED.called_off
       RETURNING ${PAYMENT}`,
      [orderId, customerId, amount, method, stockReserved, calledOff],
    )) as [Row];
    return paymentOf(row);
  }

  /**
   * Moves a payment on, in one statement, if it still stands where it is expected to; otherwise nothing happens and the
   * answer is `undefined`. So no step is written down twice.
   */
  async advance(orderId: string, from: Position, progress: Progress): Promise<Payment | undefined> {
    const { capture, refund, captured, refunded, chargeId, declineReason } = progress;
    const [[row]] = (await this.payments.query(
      `UPDATE payments
          SET capture = COALESCE($4, capture),
              refund = COALESCE($5, refund),
              captured = COALESCE($6, captured),
              refunded = refunded + COALESCE($7, 0),
              charge_id = COALESCE($8, charge_id),
              decline_reason = COALESCE($9, decline_reason)
        WHERE order_id = $1 AND capture = $2 AND refund = $3
        RETURNING ${PAYMENT}`,
      [orderId, from.capture, from.refund, capture, refund, captured, refunded, chargeId, declineReason],
    )) as [Row[], number];
    return row && paymentOf(row);
  }

  /** Payments by order, in no particular order; only those of one customer, if one is given. */
  find(orderIds: readonly string[], customerId?: string): Promise<Payment[]> {
    return this.payments.findBy({ orderId: In([...orderIds]), ...(customerId !== undefined && { customerId }) });
  }
}
