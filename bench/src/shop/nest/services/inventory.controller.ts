import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MESSAGES } from '../messages.js';
import { Database, Services } from '../shop-service.js';

export interface Stock {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

const TURN = 'SELECT 1 FROM guard FOR UPDATE';

@Controller()
export class InventoryController {
  constructor(
    private readonly database: Database,
    private readonly services: Services,
  ) {}

  @MessagePattern('inventory.receiveStock')
  async receive(@Payload() content: unknown): Promise<{ units: number }> {
    const { lines } = MESSAGES.receiveStock.parse(content);
    await this.database.query(
      `INSERT INTO stock (sku, on_hand) SELECT * FROM unnest($1::text[], $2::bigint[])
       ON CONFLICT (sku) DO UPDATE SET on_hand = stock.on_hand + excluded.on_hand`,
      [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)],
    );
    return { units: lines.reduce((sum, { quantity }) => sum + quantity, 0) };
  }

  @MessagePattern('inventory.getStock')
  get(@Payload() content: unknown): Promise<Stock[]> {
    const { skus } = MESSAGES.getStock.parse(content);
    return this.database.query(
      `SELECT sku, on_hand::int AS "onHand", reserved::int, (on_hand - reserved)::int AS available
         FROM stock WHERE sku = ANY ($1)`,
      [skus],
    );
  }

  @EventPattern('orders.placed')
  async reserve(@Payload() content: unknown): Promise<void> {
    const { orderId, lines } = MESSAGES.orderPlaced.parse(content);
    const [skus, quantities] = [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)];
    await this.database.transaction(async (manager) => {
      const available = (await manager.query(
        `WITH turn AS MATERIALIZED (${TURN}) SELECT sku, on_hand - reserved AS available FROM stock
          WHERE EXISTS (SELECT FROM turn) AND sku = ANY ($1) ORDER BY sku FOR UPDATE`,
        [skus],
      )) as { sku: string; available: string }[];
      const left = new Map(available.map((row) => [row.sku, Number(row.available)]));
      if (lines.some(({ sku, quantity }) => (left.get(sku) ?? 0) < quantity)) throw new Error('stock is short');
      await manager.query(
        `WITH claimed AS (INSERT INTO reservation (order_id, state, lines) VALUES ($1, 'HELD', $2) RETURNING order_id)
         UPDATE stock SET reserved = reserved + line.quantity
           FROM claimed, unnest($3::text[], $4::bigint[]) AS line (sku, quantity) WHERE stock.sku = line.sku`,
        [orderId, JSON.stringify(lines), skus, quantities],
      );
    });
    this.services.tell('inventory.reserved', { orderId });
  }

  @EventPattern('shipping.shipped')
  async ship(@Payload() content: unknown): Promise<void> {
    const { orderId } = MESSAGES.orderShipped.parse(content);
    await this.database.transaction(async (manager) => {
      await manager.query(TURN);
      await manager.query(
        `WITH shipped AS (UPDATE reservation SET state = 'SHIPPED' WHERE order_id = $1 AND state = 'HELD' RETURNING lines)
         UPDATE stock SET on_hand = on_hand - line.quantity, reserved = reserved - line.quantity
           FROM shipped, jsonb_to_recordset(shipped.lines) AS line (sku text, quantity bigint)
          WHERE stock.sku = line.sku`,
        [orderId],
      );
    });
  }
}
