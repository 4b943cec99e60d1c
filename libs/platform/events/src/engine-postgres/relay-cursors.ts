import type { Queryable } from './subscriber-database.js';

/**
 * Deletes stale relay cursors of a context: those of a host that no longer relays, and those of an earlier journal
 * epoch. A relay without cursors starts at the head of the journal.
 *
 * @param pool connections of the context's role, whose schema is its `search_path`
 * @param relays whether this host relays the journal
 */
export async function forgetStaleRelay(pool: Queryable, relay: string, relays: boolean): Promise<void> {
  await pool.query(
    `DELETE FROM subscription s WHERE s.name = $1 AND ($2 OR EXISTS (
  SELECT 1 FROM subscription_cursor c, journal_epoch e WHERE c.subscription = s.name AND c.epoch <> e.epoch::text))`,
    [relay, !relays],
  );
}
