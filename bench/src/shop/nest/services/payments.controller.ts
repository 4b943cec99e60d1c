import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MESSAGES } from '../messages.js';
import { Database, Services } from '../shop-service.js';

@Controller()
export class PaymentsController {
  constructor(
    private readonly database: Database,
    private readonly services: Services,
  ) {}

  @MessagePattern('payments.get')
  get(@Payload() content: unknown): Promise<{ orderId: string; state: string; captured: number }[]> {
    const { orderIds } = MESSAGES.getPayments.parse(content);
    return this.database.query(
      `SELECT order_id AS "orderId", CASE capture WHEN 'captured' THEN 'CAPTURED' ELSE 'WAITING' END AS state,
              captured::int FROM payments WHERE order_id = ANY ($1)`,
      [orderIds],
    );
  }

  @EventPattern('orders.placed')
  async follow(@Payload() content: unknown): Promise<void> {
    const { orderId, customerId, total, paymentMethod } = MESSAGES.orderPlaced.parse(content);
    await this.#note(
      `INSERT INTO payments (order_id, customer_id, amount, method) VALUES ($1, $2, $3, $4)
       ON CONFLICT (order_id) DO UPDATE SET customer_id = $2, amount = $3, method = $4
       RETURNING amount, stock_reserved`,
      [orderId, customerId, total, paymentMethod],
    );
  }

  @EventPattern('inventory.reserved')
  async reserved(@Payload() content: unknown): Promise<void> {
    const { orderId } = MESSAGES.stockReserved.parse(content);
    await this.#note(
      `INSERT INTO payments (order_id, stock_reserved) VALUES ($1, true)
       ON CONFLICT (order_id) DO UPDATE SET stock_reserved = true RETURNING amount, stock_reserved`,
      [orderId],
    );
  }

  /** Notes what is known of an order; captures its payment once everything is. */
  async #note(sql: string, params: [string, ...unknown[]]): Promise<void> {
    const [row] = await this.database.query<{ amount: string | null; stock_reserved: boolean }>(sql, params);
    if (!row?.stock_reserved || row.amount === null) return;
    const [[orderId], amount] = [params, Number(row.amount)];
    await this.database.query(`UPDATE payments SET capture = 'requested' WHERE order_id = $1`, [orderId]);
    await this.database.query(
      `UPDATE payments SET capture = 'captured', captured = $2, charge_id = $3 WHERE order_id = $1`,
      [orderId, amount, randomUUID()],
    );
    this.services.tell('payments.captured', { orderId, amount });
  }
}
