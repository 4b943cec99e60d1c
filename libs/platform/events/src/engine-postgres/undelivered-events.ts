import { groupBy } from '@multilith/data';
import { stoppedSubscriptions } from './stopped-subscriptions.js';
import type { Queryable } from './subscriber-database.js';

/** The events of one publisher that a subscription has yet to handle. */
export interface UndeliveredEvents {
  /** The subscribing context. */
  readonly context: string;
  readonly subscription: string;
  readonly publisher: string;
  /** Events that will be handled without an operator: not reached yet, or about to be retried. */
  readonly count: number;
  /** Parked events that wait for an operator, and the events queued behind them. */
  readonly parked: number;
  /** Why live hosts have stopped it, with code and remedy; absent if they have not. */
  readonly stopped?: string;
}

interface CursorRow {
  readonly subscription: string;
  readonly publisher: string;
  readonly events: string[];
  readonly lane: number;
  readonly position: string;
}

/** Per key: all rows from its first parked event on count as parked. */
const PARKED = `SELECT subscription, publisher, count(*) FILTER (WHERE stuck)::integer AS stuck,
  count(*) FILTER (WHERE NOT stuck)::integer AS moving
FROM (SELECT subscription, publisher,
    bool_or(status = 'parked') OVER (PARTITION BY subscription, publisher, lane, key ORDER BY position) AS stuck
  FROM parked_event) p
GROUP BY subscription, publisher`;

/**
 * Counts undelivered events by SQL alone, whether or not a host is running. Leaves out orphaned subscriptions and the
 * runtime's own, whose names begin with `$`. If every `count` is 0, all committed events are delivered; events of open
 * transactions are not visible yet.
 *
 * @param pools connections per context, whose schema is their `search_path`; publishers without a pool are not counted
 */
export async function undeliveredEvents(pools: ReadonlyMap<string, Queryable>): Promise<UndeliveredEvents[]> {
  const perContext = [...pools].map(async ([context, pool]) => {
    const cursors = await pool.query(
      `SELECT c.subscription, c.publisher, s.events, c.lane, c.position FROM subscription s
JOIN subscription_cursor c ON c.subscription = s.name AND c.publisher = s.publisher
WHERE s.orphaned_since IS NULL AND s.name NOT LIKE '$%' ORDER BY c.subscription, c.publisher, c.lane`,
    );
    const parked = await pool.query(PARKED);
    const stops = await stoppedSubscriptions(pool);
    const groups = groupBy(cursors.rows as unknown as CursorRow[], (row) =>
      JSON.stringify([row.subscription, row.publisher]),
    );
    const counts = [...groups.values()].map(async (rows): Promise<UndeliveredEvents> => {
      const { subscription, publisher } = rows[0]!;
      const aside = parked.rows.find((row) => row['subscription'] === subscription && row['publisher'] === publisher);
      const ahead = await countAfter(pools.get(publisher), rows);
      const count = ahead + ((aside?.['moving'] as number | undefined) ?? 0);
      const stop = stops.find((each) => each.subscription === subscription && each.publisher === publisher);
      const parkedCount = (aside?.['stuck'] as number | undefined) ?? 0;
      const counted = { context, subscription, publisher, count, parked: parkedCount };
      return stop ? { ...counted, stopped: stop.problem } : counted;
    });
    return Promise.all(counts);
  });
  return (await Promise.all(perContext)).flat();
}

async function countAfter(publisher: Queryable | undefined, cursors: readonly CursorRow[]): Promise<number> {
  if (!publisher) return 0;
  const { rows } = await publisher.query(
    `SELECT count(*)::integer AS count FROM unnest($1::smallint[], $2::bigint[]) AS c (lane, position)
JOIN journal j ON j.lane = c.lane AND j.id > c.position WHERE j.name = ANY ($3)`,
    [cursors.map(({ lane }) => lane), cursors.map(({ position }) => position), cursors[0]!.events],
  );
  return rows[0]!['count'] as number;
}
