import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { Return } from '../domain/returns.js';

/** The returns in the database. */
@Injectable()
export class ReturnStore {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** Stores a new return. */
  async add({ returnId, orderId, lines, amount, returnedAt, reference }: Return): Promise<void> {
    await this.database.query(
      `INSERT INTO order_return (return_id, order_id, lines, amount, returned_at, reference)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [returnId, orderId, JSON.stringify(lines), amount, returnedAt, reference],
    );
  }

  /** The returns of orders, the first to arrive first; those of one customer's orders only, if one is given. */
  async find(
    orderIds: readonly string[],
    { customerId }: { readonly customerId?: string | undefined } = {},
  ): Promise<Return[]> {
    const rows: (Omit<Return, 'amount'> & { readonly amount: string })[] = await this.database.query(
      `SELECT return_id AS "returnId", order_id AS "orderId", order_return.lines, amount,
              returned_at AS "returnedAt", order_return.reference
         FROM order_return JOIN orders USING (order_id)
        WHERE order_id = ANY ($1::uuid[]) AND customer_id = COALESCE($2, customer_id)
        ORDER BY order_return.number`,
      [orderIds, customerId],
    );
    return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
  }
}
