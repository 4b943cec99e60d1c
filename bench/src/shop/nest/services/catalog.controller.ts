import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MESSAGES } from '../messages.js';
import { Database } from '../shop-service.js';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  readonly discontinued: boolean;
  readonly unitsSold: number;
}

const COLUMNS = 'sku, name, price::int, discontinued, units_sold::int AS "unitsSold"';

@Controller()
export class CatalogController {
  constructor(private readonly database: Database) {}

  @MessagePattern('catalog.upsertProducts')
  async upsert(@Payload() content: unknown): Promise<{ created: number }> {
    const { products } = MESSAGES.upsertProducts.parse(content);
    await this.database.query(
      `INSERT INTO product (sku, name, price) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
       ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price`,
      [products.map(({ sku }) => sku), products.map(({ name }) => name), products.map(({ price }) => price)],
    );
    return { created: products.length };
  }

  @MessagePattern('catalog.listProducts')
  async list(@Payload() content: unknown): Promise<{ nodes: Product[]; hasNextPage: boolean }> {
    const { first } = MESSAGES.listProducts.parse(content);
    const nodes = await this.database.query<Product>(`SELECT ${COLUMNS} FROM product ORDER BY sku LIMIT $1`, [
      first + 1,
    ]);
    return { nodes: nodes.slice(0, first), hasNextPage: nodes.length > first };
  }

  @MessagePattern('catalog.getProducts')
  get(@Payload() content: unknown): Promise<Product[]> {
    const { skus } = MESSAGES.getProducts.parse(content);
    return this.database.query(`SELECT ${COLUMNS} FROM product WHERE sku = ANY ($1)`, [skus]);
  }

  @EventPattern('orders.confirmed')
  async countUnitsSold(@Payload() content: unknown): Promise<void> {
    const { lines } = MESSAGES.orderConfirmed.parse(content);
    await this.database.query(
      `WITH turn AS MATERIALIZED (SELECT 1 FROM guard FOR UPDATE)
       UPDATE product SET units_sold = units_sold + line.quantity
         FROM unnest($1::text[], $2::bigint[]) AS line (sku, quantity)
        WHERE EXISTS (SELECT FROM turn) AND product.sku = line.sku`,
      [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)],
    );
  }
}
