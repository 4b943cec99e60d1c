import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { Sale } from '../domain/sale.js';

/**
 * Transactions that book sales take turns. Events are handled many to a transaction, and orders of one day share their
 * rows; two transactions that lock them in different order would wait for each other in a circle. The transaction that has locked
 * the row of `guard` has the turn until its transaction ends.
 */
const TURN = 'FROM guard FOR UPDATE';

/** $1 business date, $2 country, $3 units, $4 revenue; of each product $5 sku, $6 units, $7 revenue. */
const parametersOf = ({ at, country, units, revenue, products }: Sale): unknown[] => [
  at,
  country,
  units,
  revenue,
  products.map(({ sku }) => sku),
  products.map((product) => product.units),
  products.map((product) => product.revenue),
];

const BOOKED = `
  WITH sale AS MATERIALIZED (SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date AS day ${TURN}),
  line AS (SELECT * FROM unnest($5::text[], $6::bigint[], $7::bigint[]) AS line (sku, units, revenue))`;

/** The sales in the database. Each order is one statement. */
@Injectable()
export class SalesBook {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** Books a sale. */
  async add(sale: Sale): Promise<void> {
    await this.database.query(
      `${BOOKED}, of_country AS (
         INSERT INTO country_sales AS sold SELECT day, $2, 1, $3::bigint, $4::bigint FROM sale
         ON CONFLICT (day, country) DO UPDATE
            SET orders = sold.orders + 1, units = sold.units + EXCLUDED.units, revenue = sold.revenue + EXCLUDED.revenue
       )
       INSERT INTO product_sales AS sold SELECT day, sku, 1, units, revenue FROM sale, line
       ON CONFLICT (day, sku) DO UPDATE
          SET orders = sold.orders + 1, units = sold.units + EXCLUDED.units, revenue = sold.revenue + EXCLUDED.revenue`,
      parametersOf(sale),
    );
  }

  /** Takes a sale back that was booked before. */
  async takeBack(sale: Sale): Promise<void> {
    await this.#subtract(sale, 1);
  }

  /** Takes units and revenue out of a sale that was booked before. Its order goes on counting, whatever is left of it. */
  async reduce(sale: Sale): Promise<void> {
    await this.#subtract(sale, 0);
  }

  async #subtract(sale: Sale, orders: 0 | 1): Promise<void> {
    await this.database.query(
      `${BOOKED}, of_country AS (
         UPDATE country_sales AS sold
            SET orders = orders - $8::int, units = units - $3::bigint, revenue = revenue - $4::bigint
           FROM sale WHERE sold.day = sale.day AND sold.country = $2
       )
       UPDATE product_sales AS sold
          SET orders = orders - $8::int, units = sold.units - line.units, revenue = sold.revenue - line.revenue
         FROM sale, line WHERE sold.day = sale.day AND sold.sku = line.sku`,
      [...parametersOf(sale), orders],
    );
  }
}
