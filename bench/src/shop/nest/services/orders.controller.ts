import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { MESSAGES, type OrderLine, type PlacedOrder } from '../messages.js';
import { Database, Services } from '../shop-service.js';
import type { Product } from './catalog.controller.js';
import type { Customer } from './customers.controller.js';

export interface OrderView {
  readonly orderId: string;
  readonly state: string;
  readonly total: number;
  readonly placedAt: Date;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
}

interface OrderRow {
  readonly customer_id: string;
  readonly country: string;
  readonly lines: OrderLine[];
  readonly total: string;
  readonly payment_method: string;
  readonly placed_at: Date;
}

@Controller()
export class OrdersController {
  constructor(
    private readonly database: Database,
    private readonly services: Services,
  ) {}

  @MessagePattern('orders.list')
  async list(@Payload() content: unknown): Promise<{ nodes: OrderView[]; hasNextPage: boolean }> {
    const { first } = MESSAGES.listOrders.parse(content);
    const nodes = await this.database.query<OrderView>(
      `SELECT order_id AS "orderId", state, total::int, placed_at AS "placedAt", customer_id AS "customerId", lines
         FROM orders ORDER BY number DESC LIMIT $1`,
      [first + 1],
    );
    return { nodes: nodes.slice(0, first), hasNextPage: nodes.length > first };
  }

  @MessagePattern('orders.place')
  async place(@Payload() content: unknown): Promise<{ orderId: string }> {
    const { customerId, lines: wanted, paymentMethod, key, requester } = MESSAGES.placeOrder.parse(content);
    if (requester.subject !== customerId && !requester.roles.includes('sales')) throw new RpcException('not allowed');
    const [[customer], products] = await Promise.all([
      this.services.ask<Customer[]>('customers.get', { customerIds: [customerId] }),
      this.services.ask<Product[]>('catalog.getProducts', { skus: wanted.map(({ sku }) => sku) }),
    ]);
    if (!customer || customer.closed) throw new RpcException('no such customer');
    const bySku = new Map(products.map((product) => [product.sku, product]));
    const lines = wanted.map(({ sku, quantity }): OrderLine => {
      const product = bySku.get(sku);
      if (!product || product.discontinued) throw new RpcException(`no product ${sku}`);
      return { sku, quantity, unitPrice: product.price };
    });
    const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    const placedAt = new Date();
    const { country } = customer;
    const order: PlacedOrder = { orderId: randomUUID(), customerId, country, lines, total, paymentMethod, placedAt };
    const orderId = await this.#store(order, key ?? randomUUID());
    if (orderId === order.orderId) this.services.tell('orders.placed', order);
    return { orderId };
  }

  /** Stores an order and its idempotency key; returns the order that has the key. */
  #store(order: PlacedOrder, key: string): Promise<string> {
    const { orderId, customerId, country, lines, total, paymentMethod, placedAt } = order;
    return this.database.transaction(async (manager) => {
      const [claimed] = (await manager.query(
        'INSERT INTO idempotency (key, order_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING order_id',
        [key, orderId],
      )) as { order_id: string }[];
      if (!claimed) {
        const [known] = (await manager.query('SELECT order_id FROM idempotency WHERE key = $1', [key])) as [
          { order_id: string },
        ];
        return known.order_id;
      }
      await manager.query(
        `SELECT count(*)::int AS count FROM (
           SELECT FROM orders WHERE customer_id = $1 AND state = 'PENDING' LIMIT 1000) AS pending`,
        [customerId],
      );
      await manager.query(
        `INSERT INTO orders (order_id, customer_id, country, state, lines, total, payment_method, placed_at)
         VALUES ($1, $2, $3, 'PENDING', $4, $5, $6, $7)`,
        [orderId, customerId, country, JSON.stringify(lines), total, paymentMethod, placedAt],
      );
      return orderId;
    });
  }

  @EventPattern('payments.captured')
  async confirm(@Payload() content: unknown): Promise<void> {
    const { orderId } = MESSAGES.paymentCaptured.parse(content);
    const [rows] = (await this.database.query(
      `UPDATE orders SET state = 'CONFIRMED', confirmed_at = now() WHERE order_id = $1 AND state = 'PENDING'
       RETURNING customer_id, country, lines, total, payment_method, placed_at`,
      [orderId],
    )) as unknown as [OrderRow[]];
    const [row] = rows;
    if (!row) return;
    this.services.tell('orders.confirmed', {
      orderId,
      customerId: row.customer_id,
      country: row.country,
      lines: row.lines,
      total: Number(row.total),
      paymentMethod: row.payment_method,
      placedAt: row.placed_at,
    });
  }

  @EventPattern('shipping.shipped')
  async recordShipment(@Payload() content: unknown): Promise<void> {
    const { orderId, shippedAt } = MESSAGES.orderShipped.parse(content);
    await this.database.query(
      `UPDATE orders SET shipped_at = $2 WHERE order_id = $1 AND state = 'CONFIRMED' AND shipped_at IS NULL`,
      [orderId, shippedAt],
    );
    this.services.tell('orders.fulfilled', { orderId, shippedAt });
  }
}
