import type { Queryable } from './subscriber-database.js';

/** A cursor that no start of its context declares any more. */
export interface Orphan {
  readonly subscription: string;
  readonly publisher: string;
  /** When a start of the context first no longer declared it. */
  readonly since: Date;
  /** Number of its parked events; retiring the subscription deletes them too. */
  readonly parked: number;
}

/**
 * Returns the subscriptions of a context that its last start did not declare. Their cursors are kept until an operator
 * retires them, because that start may have been an older version.
 *
 * @param pool connections of the context's role, whose schema is its `search_path`
 */
export async function orphanedSubscriptions(pool: Queryable): Promise<Orphan[]> {
  const { rows } = await pool.query(
    `SELECT s.name AS subscription, s.publisher, s.orphaned_since AS since, (
  SELECT count(*)::integer FROM parked_event p WHERE p.subscription = s.name AND p.publisher = s.publisher) AS parked
FROM subscription s WHERE s.orphaned_since IS NOT NULL ORDER BY s.name, s.publisher`,
  );
  return rows as unknown as Orphan[];
}

/**
 * Deletes an orphaned subscription with its cursors and parked events. If it is declared again later, it begins where
 * its `start` says.
 *
 * @returns whether a subscription was deleted; a subscription that its context still declares is left alone
 */
export async function retireSubscription(pool: Queryable, subscription: string, publisher?: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `DELETE FROM subscription
WHERE name = $1 AND ($2::text IS NULL OR publisher = $2) AND orphaned_since IS NOT NULL`,
    [subscription, publisher ?? null],
  );
  return (rowCount ?? 0) > 0;
}
