import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MESSAGES } from '../messages.js';
import { Database, Services } from '../shop-service.js';
import type { Customer } from './customers.controller.js';

/** Writes a mail for each confirmed order, as a file. */
@Controller()
export class NotificationsController {
  readonly #folder = process.env['NOTIFICATIONS_FOLDER']!;

  constructor(
    private readonly database: Database,
    private readonly services: Services,
  ) {}

  @EventPattern('orders.confirmed')
  async confirm(@Payload() content: unknown): Promise<void> {
    const { orderId, customerId, lines, total } = MESSAGES.orderConfirmed.parse(content);
    const [customer] = await this.services.ask<Customer[]>('customers.get', { customerIds: [customerId] });
    const messageId = `<${randomUUID()}@shop.example>`;
    const text = lines.map(({ sku, quantity, unitPrice }) => `${quantity} × ${sku} at ${unitPrice}`).join('\n');
    const file = join(this.#folder, `${orderId}.eml`);
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${file}.tmp`, `To: ${customer?.email}\nMessage-ID: ${messageId}\n\n${text}\nTotal: ${total}\n`);
    await rename(`${file}.tmp`, file);
    await this.database.query(
      'INSERT INTO confirmation_mail (order_id, message_id) VALUES ($1, $2) ON CONFLICT (order_id) DO NOTHING',
      [orderId, messageId],
    );
  }
}

/** Sends confirmed orders on their way at once. */
@Controller()
export class ShippingController {
  constructor(
    private readonly database: Database,
    private readonly services: Services,
  ) {}

  @MessagePattern('shipping.get')
  get(@Payload() content: unknown): Promise<{ orderId: string; state: string; shippedAt: Date | null }[]> {
    const { orderIds } = MESSAGES.getShipments.parse(content);
    return this.database.query(
      'SELECT order_id AS "orderId", state, shipped_at AS "shippedAt" FROM shipment WHERE order_id = ANY ($1)',
      [orderIds],
    );
  }

  @EventPattern('orders.confirmed')
  async ship(@Payload() content: unknown): Promise<void> {
    const { orderId, customerId, lines } = MESSAGES.orderConfirmed.parse(content);
    await this.database.query(
      `INSERT INTO shipment (order_id, customer_id, state, lines, due_at) VALUES ($1, $2, 'WAITING', $3, now())`,
      [orderId, customerId, JSON.stringify(lines)],
    );
    const shippedAt = new Date();
    await this.database.query(
      `UPDATE shipment SET state = 'SHIPPED', shipped_at = $2 WHERE order_id = $1 AND state = 'WAITING'`,
      [orderId, shippedAt],
    );
    this.services.tell('shipping.shipped', { orderId, shippedAt });
  }
}

/** Adds up sales by day and country, and by day and product. */
@Controller()
export class ReportingController {
  constructor(private readonly database: Database) {}

  @EventPattern('orders.confirmed')
  async project(@Payload() content: unknown): Promise<void> {
    const { country, lines, total, placedAt } = MESSAGES.orderConfirmed.parse(content);
    const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    await this.database.query(
      `WITH sale AS MATERIALIZED (SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date AS day FROM guard FOR UPDATE),
       by_country AS (
         INSERT INTO country_sales SELECT day, $2, 1, $3, $4 FROM sale
         ON CONFLICT (day, country) DO UPDATE SET orders = country_sales.orders + 1,
           units = country_sales.units + excluded.units, revenue = country_sales.revenue + excluded.revenue)
       INSERT INTO product_sales
       SELECT day, line.sku, 1, line.quantity, line.quantity * line.price
         FROM sale, unnest($5::text[], $6::bigint[], $7::bigint[]) AS line (sku, quantity, price)
       ON CONFLICT (day, sku) DO UPDATE SET orders = product_sales.orders + 1,
         units = product_sales.units + excluded.units, revenue = product_sales.revenue + excluded.revenue`,
      [
        placedAt,
        country,
        units,
        total,
        lines.map(({ sku }) => sku),
        lines.map(({ quantity }) => quantity),
        lines.map(({ unitPrice }) => unitPrice),
      ],
    );
  }
}
