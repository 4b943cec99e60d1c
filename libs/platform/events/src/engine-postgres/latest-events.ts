import type { Queryable } from './subscriber-database.js';

/** An event of a journal as an overview shows it: nothing of its content. */
export interface LatestEvent {
  /** Wire name, like `orders.OrderPlaced`. */
  readonly name: string;
  /** Ordering key, usually the id of what it is about; cut after 100 characters. */
  readonly key: string;
  readonly occurredAt: Date;
}

/**
 * The events that a context published last, the latest first. Reads no more rows than it returns.
 *
 * @param pool connections of the context's role, whose schema is its `search_path`
 */
export async function latestEvents(pool: Queryable, limit: number): Promise<LatestEvent[]> {
  const { rows } = await pool.query(
    `SELECT name, left(key, 100) AS key, occurred_at AS "occurredAt" FROM journal ORDER BY id DESC LIMIT $1`,
    [limit],
  );
  return rows as unknown as LatestEvent[];
}
