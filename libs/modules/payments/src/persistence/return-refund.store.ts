import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';

/** Money that goes back for one return. */
export interface ReturnRefund {
  readonly returnId: string;
  readonly orderId: string;
  /** Pence. */
  readonly amount: number;
}

/** What is owed for returns, in the database. Each is one statement: the return and the payment that it comes from. */
@Injectable()
export class ReturnRefundStore {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /**
   * Writes down what is owed for a return. The database refuses more than was captured for the order.
   *
   * @returns the charge that it comes from; `undefined`, with nothing changed, when the return is known already
   */
  async owe({ returnId, orderId, amount }: ReturnRefund): Promise<string | undefined> {
    const [[row]] = (await this.database.query(
      `WITH owed AS (
         INSERT INTO return_refund (return_id, order_id, amount, state) VALUES ($1, $2, $3, 'requested')
         ON CONFLICT (return_id) DO NOTHING RETURNING order_id, amount
       )
       UPDATE payments SET returned = returned + owed.amount FROM owed WHERE payments.order_id = owed.order_id
       RETURNING charge_id AS "chargeId"`,
      [returnId, orderId, amount],
    )) as [{ chargeId: string }[], number];
    return row?.chargeId;
  }

  /**
   * Writes down that what was owed for a return has gone back.
   *
   * @returns false, with nothing changed, when that is known already
   */
  async settle(returnId: string): Promise<boolean> {
    const [rows] = (await this.database.query(
      `WITH settled AS (
         UPDATE return_refund SET state = 'refunded' WHERE return_id = $1 AND state = 'requested'
         RETURNING order_id, amount
       )
       UPDATE payments SET refunded = refunded + settled.amount FROM settled WHERE payments.order_id = settled.order_id
       RETURNING 1`,
      [returnId],
    )) as [unknown[], number];
    return rows.length > 0;
  }
}
