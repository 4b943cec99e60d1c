import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const POLL_MS = 20;
const LONGEST_MS = 120_000;

/** Everything that an order sets in motion, as counts that are all equal once it is done. */
const CONSEQUENCES = `SELECT
  (SELECT count(*) FROM orders.orders WHERE state = 'CONFIRMED' AND shipped_at IS NOT NULL)::int AS shipped,
  (SELECT count(*) FROM inventory.reservation WHERE state = 'SHIPPED')::int AS reservations,
  (SELECT count(*) FROM payments.payments WHERE capture = 'captured')::int AS payments,
  (SELECT count(*) FROM notifications.confirmation_mail)::int AS mails,
  (SELECT coalesce(sum(orders), 0) FROM reporting.country_sales)::int AS sales`;
const SUMS = `SELECT
  (SELECT coalesce(sum(total), 0) FROM orders.orders)::bigint AS total,
  (SELECT coalesce(sum(lifetime_value), 0) FROM customers.customer)::bigint AS lifetime,
  (SELECT coalesce(sum((line->>'quantity')::int), 0) FROM orders.orders, jsonb_array_elements(lines) AS line)::bigint AS ordered,
  (SELECT coalesce(sum(units_sold), 0) FROM catalog.product)::bigint AS sold`;

/** The database of a shop, as the benchmark reads it. All shops have the same tables. */
export class ShopDatabase {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<ShopDatabase> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new ShopDatabase(client);
  }

  /** Waits until the orders placed so far are confirmed, paid, shipped, announced and counted. */
  async quiet(orders: number): Promise<void> {
    for (const until = Date.now() + LONGEST_MS; ; await sleep(POLL_MS)) {
      const { rows } = await this.#client.query<Record<string, number>>(CONSEQUENCES);
      const behind = Object.entries(rows[0]!).find(([, count]) => count !== orders);
      if (!behind && (await this.#sumsAgree())) return;
      if (Date.now() > until)
        throw new Error(`After ${orders} orders the shop does not become idle: ${JSON.stringify(rows[0])}`);
    }
  }

  async #sumsAgree(): Promise<boolean> {
    const { rows } = await this.#client.query<{ total: string; lifetime: string; ordered: string; sold: string }>(SUMS);
    const { total, lifetime, ordered, sold } = rows[0]!;
    return total === lifetime && ordered === sold;
  }

  /** Process ids of the connections of the shop to its database. */
  async backends(): Promise<number[]> {
    const { rows } = await this.#client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rows.map(({ pid }) => pid);
  }

  /** Transactions that have ended and rows that were written, since the database exists. */
  async work(): Promise<{ readonly transactions: number; readonly written: number }> {
    const { rows } = await this.#client.query<{ transactions: number; written: number }>(
      `SELECT (xact_commit + xact_rollback)::int AS transactions, (tup_inserted + tup_updated + tup_deleted)::int AS written
         FROM pg_stat_database WHERE datname = current_database()`,
    );
    return rows[0]!;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
