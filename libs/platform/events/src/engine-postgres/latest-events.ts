import type { Queryable } from './subscriber-database.js';

/** An event of a journal as an overview shows it, without its content. */
export interface LatestEvent {
  /** Wire name, like `orders.OrderPlaced`. */
  readonly name: string;
  /** Ordering key, usually an entity id; cut after 100 characters. */
  readonly key: string;
  readonly occurredAt: Date;
}

/**
 * Returns the events that a context published last, newest first. Reads no more rows than it returns.
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
