import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import type { ShippedLine } from '../domain/shipped-line.js';
import { ShipmentEntity } from './shipment.entity.js';

/** An order received by an event. */
export interface OrderToShip {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly ShippedLine[];
}

/** An order that has just left. */
export interface Departure {
  readonly orderId: string;
  readonly lines: ShippedLine[];
  readonly shippedAt: Date;
}

/** The shipments in the database. The first transaction to lock the row of an order decides whether it leaves or is stopped. */
@Injectable()
export class ShipmentStore {
  constructor(@InjectRepository(ShipmentEntity) private readonly shipments: Repository<ShipmentEntity>) {}

  /** Schedules an order to leave after a delay in milliseconds. A known order does not change. */
  async prepare({ orderId, customerId, lines }: OrderToShip, delayMs: number): Promise<void> {
    await this.shipments.query(
      `INSERT INTO shipment (order_id, customer_id, state, lines, due_at)
       VALUES ($1, $2, 'WAITING', $3, now() + $4 * interval '1 ms') ON CONFLICT (order_id) DO NOTHING`,
      [orderId, customerId, JSON.stringify(lines.map(({ sku, quantity }) => ({ sku, quantity }))), delayMs],
    );
  }

  /** Stops an order that has not left, and recalls one that has. If the order arrives after this call, it never leaves. */
  async callOff({ orderId, customerId }: OrderToShip): Promise<void> {
    await this.shipments.query(
      `INSERT INTO shipment (order_id, customer_id, state, lines, due_at) VALUES ($1, $2, 'STOPPED', '[]', now())
       ON CONFLICT (order_id) DO UPDATE SET state =
         CASE shipment.state WHEN 'WAITING' THEN 'STOPPED' WHEN 'SHIPPED' THEN 'RECALLED' ELSE shipment.state END`,
      [orderId, customerId],
    );
  }

  /** Marks at most `limit` due orders as left, the longest due first; skips orders that another transaction has locked. */
  async shipDue(limit: number): Promise<Departure[]> {
    const [rows] = (await this.shipments.query(
      `WITH due AS MATERIALIZED (
         SELECT order_id FROM shipment WHERE state = 'WAITING' AND due_at <= now()
         ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE shipment SET state = 'SHIPPED', shipped_at = now() FROM due WHERE shipment.order_id = due.order_id
       RETURNING shipment.order_id AS "orderId", lines, shipped_at AS "shippedAt"`,
      [limit],
    )) as [Departure[], number];
    return rows;
  }

  /** Shipments by order, in no particular order; only those of one customer, if one is given. */
  find(orderIds: readonly string[], customerId?: string): Promise<ShipmentEntity[]> {
    return this.shipments.findBy({ orderId: In([...orderIds]), ...(customerId !== undefined && { customerId }) });
  }
}
