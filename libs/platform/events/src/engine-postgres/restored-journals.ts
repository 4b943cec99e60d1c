import { MultilithError } from '@multilith/contract';
import { randomUUID } from 'node:crypto';
import type { Queryable } from './subscriber-database.js';

/** The result of accepting one restored journal. */
export interface RestoredJournal {
  readonly publisher: string;
  /**
   * Last position of the restored journal. Later events are lost, and their positions will be reused for new events.
   */
  readonly head: bigint;
  /** Subscriptions, as `context/name`, that had already handled events which the restored journal lacks. */
  readonly ahead: readonly string[];
}

/**
 * Adjusts cursors, parked events and stream copies to journals that were restored from a backup.
 *
 * Each journal begins a new epoch, so that stream copies of the former epoch (which may contain lost events) are
 * ignored. Cursors keep their position, but are moved back to the end of their journal if they are beyond it.
 * Idempotent: run it again after an interruption.
 *
 * @param pools connections per context, whose schema is their `search_path`; every context of the deployment
 * @throws MultilithError `HOSTS_RUNNING` while a host works with one of the databases
 */
export async function acceptRestoredJournals(pools: ReadonlyMap<string, Queryable>): Promise<RestoredJournal[]> {
  await requireNoHosts(pools);
  const restored: RestoredJournal[] = [];
  for (const [publisher, pool] of pools) {
    const { rows } = await pool.query(
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS head FROM journal_id_seq',
    );
    const head = BigInt(rows[0]!['head'] as string);
    const epoch = randomUUID();
    const ahead: string[] = [];
    for (const [context, subscriber] of pools) {
      const found = await moveCursors(subscriber, publisher, epoch, head);
      ahead.push(...found.map((subscription) => `${context}/${subscription}`));
    }
    // Last, so that a cursor never carries the new epoch before it was compared with the journal.
    await pool.query('UPDATE journal_epoch SET epoch = $1, since = now()', [epoch]);
    restored.push({ publisher, head, ahead });
  }
  return restored;
}

async function requireNoHosts(pools: ReadonlyMap<string, Queryable>): Promise<void> {
  const alive = await Promise.all(
    [...pools.values()].map((pool) => pool.query('SELECT host FROM host_heartbeat WHERE expires_at > now()')),
  );
  const hosts = new Set(alive.flatMap(({ rows }) => rows.map(({ host }) => String(host))));
  if (hosts.size > 0)
    throw new MultilithError(
      'HOSTS_RUNNING',
      `Hosts work with the databases: ${[...hosts].sort().join(', ')}.`,
      'Stop every host first; one that was killed counts as running for a few seconds more.',
    );
}

/**
 * Returns the subscriptions that were beyond the head. Their parked events beyond it are deleted, as those events are
 * lost.
 */
async function moveCursors(pool: Queryable, publisher: string, epoch: string, head: bigint): Promise<string[]> {
  const { rows } = await pool.query(
    `WITH before AS (SELECT DISTINCT subscription FROM subscription_cursor WHERE publisher = $1 AND position > $3),
  lost AS (DELETE FROM parked_event WHERE publisher = $1 AND position > $3),
  moved AS (UPDATE subscription_cursor SET epoch = $2, position = LEAST(position, $3), owner = NULL, token = token + 1,
    attempt_position = NULL, attempts = 0 WHERE publisher = $1)
SELECT subscription FROM before ORDER BY 1`,
    [publisher, epoch, String(head)],
  );
  return rows.map(({ subscription }) => String(subscription));
}
