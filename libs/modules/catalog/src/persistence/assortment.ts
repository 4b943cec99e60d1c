import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { KnownProduct, ProductDetails } from '../domain/product-details.js';
import type { SalesChange } from '../domain/units-sold.js';

/**
 * Transactions that change several products take turns. Events are handled many to a transaction, so the order in which
 * their rows are locked cannot be chosen; two such transactions would sooner or later wait for each other in a
 * circle. The transaction that has locked the row of `guard` has the turn until its transaction ends.
 */
const TURN = 'SELECT 1 FROM guard FOR UPDATE';

/** Every statement that changes several products. */
@Injectable()
export class Assortment {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** Returns the products that exist, locked: other transactions can neither change nor add these products until this one ends. */
  async take(skus: readonly string[]): Promise<readonly KnownProduct[]> {
    // A separate statement, so that the next one sees all changes committed before this transaction got the lock.
    await this.database.query(TURN);
    const rows: (Omit<KnownProduct, 'price'> & { price: string })[] = await this.database.query(
      'SELECT sku, name, price, discontinued FROM product WHERE sku = ANY ($1) ORDER BY sku FOR UPDATE',
      [skus],
    );
    return rows.map((row) => ({ ...row, price: Number(row.price) }));
  }

  /** Adds the products, or gives them these details where they are known. Their sales stay. */
  async save(products: readonly ProductDetails[]): Promise<void> {
    if (products.length === 0) return;
    await this.database.query(
      `INSERT INTO product (sku, name, price)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
       ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price`,
      [products.map(({ sku }) => sku), products.map(({ name }) => name), products.map(({ price }) => price)],
    );
  }

  /** Counts sales, and takes back those with negative units. */
  async countSales(changes: readonly SalesChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.database.query(
      `WITH turn AS MATERIALIZED (${TURN})
       UPDATE product SET units_sold = units_sold + change.units
         FROM turn, unnest($1::text[], $2::bigint[]) AS change (sku, units)
        WHERE product.sku = change.sku`,
      [changes.map(({ sku }) => sku), changes.map(({ units }) => units)],
    );
  }
}
