import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import type { OrderLine } from '@contracts/orders';
import type { Order } from '../domain/order.js';
import type { Transition } from '../domain/order-lifecycle.js';
import { OrderEntity } from './order.entity.js';

/** The orders in the database. */
@Injectable()
export class OrderStore {
  constructor(@InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>) {}

  /** Stores a new order. */
  async add(order: Order): Promise<void> {
    await this.orders.insert({ ...order, lines: [...order.lines] });
  }

  /** How many orders of a customer are pending, counted up to `most`. */
  async countPending(customerId: string, most: number): Promise<number> {
    const [row] = (await this.orders.query(
      `SELECT count(*)::int AS count
         FROM (SELECT FROM orders WHERE customer_id = $1 AND state = 'PENDING' LIMIT $2) AS pending`,
      [customerId, most],
    )) as [{ count: number }];
    return row.count;
  }

  /** An order, locked until the transaction ends; `undefined` if there is none. */
  async lock(orderId: string): Promise<Order | undefined> {
    return (await this.orders.findOne({ where: { orderId }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /**
   * Moves an order on, in one statement: the first caller decides; a concurrent one waits and finds the order moved.
   * Returns the order as it is then, or `undefined` where the transition does not start from its state.
   */
  async move(orderId: string, { from, to }: Transition, reason: string | null = null): Promise<Order | undefined> {
    const [rows] = (await this.orders.query(
      `UPDATE orders
          SET state = $2, reason = $3, confirmed_at = CASE WHEN $2 = 'CONFIRMED' THEN now() ELSE confirmed_at END
        WHERE order_id = $1 AND state = ANY ($4)
        RETURNING customer_id, country, lines, total, payment_method, placed_at, reference, confirmed_at, shipped_at`,
      [orderId, to, reason, from],
    )) as [MovedRow[], number];
    const row = rows[0];
    return (
      row && {
        orderId,
        customerId: row.customer_id,
        country: row.country,
        state: to,
        lines: row.lines,
        total: Number(row.total),
        paymentMethod: row.payment_method,
        placedAt: row.placed_at,
        reference: row.reference,
        reason,
        confirmedAt: row.confirmed_at,
        shippedAt: row.shipped_at,
      }
    );
  }

  /**
   * Writes down that a confirmed order left the warehouse. Returns whether it did: an order that was cancelled meanwhile, or
   * whose shipment is on record, stays as it is.
   */
  async recordShipment(orderId: string, shippedAt: Date): Promise<boolean> {
    const [, recorded] = (await this.orders.query(
      `UPDATE orders SET shipped_at = $2 WHERE order_id = $1 AND state = 'CONFIRMED' AND shipped_at IS NULL`,
      [orderId, shippedAt],
    )) as [unknown, number];
    return recorded > 0;
  }

  /** Orders by id, in no particular order; those of one customer only, if one is given. */
  find(orderIds: readonly string[], { customerId }: { readonly customerId?: string | undefined }): Promise<Order[]> {
    return this.orders.findBy({ orderId: In([...orderIds]), ...(customerId !== undefined && { customerId }) });
  }
}

interface MovedRow {
  readonly customer_id: string;
  readonly country: string;
  readonly lines: OrderLine[];
  readonly total: string;
  readonly payment_method: string;
  readonly placed_at: Date;
  readonly reference: string | null;
  readonly confirmed_at: Date | null;
  readonly shipped_at: Date | null;
}
