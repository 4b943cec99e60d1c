import { CONTEXTS, type Context, type ContextReader } from './context-reader.js';

/** How far one subscription is with the events of one publisher. */
export interface Delivery {
  /** Context that subscribes. */
  readonly context: string;
  readonly subscription: string;
  readonly publisher: string;
  /** Events behind the cursors, and those that wait behind a parked one. */
  readonly undelivered: number;
  /** Events that were tried in vain and wait for a person. */
  readonly parked: number;
  /** What the oldest parked event ended with. */
  readonly lastError: string | undefined;
}

/** All subscriptions at one moment, and where the journals end: two looks with the same ends saw no new event. */
export interface Deliveries {
  readonly subscriptions: readonly Delivery[];
  readonly journalEnds: string;
}

interface SubscriptionRow {
  readonly name: string;
  readonly publisher: string;
  readonly events: string[];
  readonly lanes: number[];
  readonly positions: string[];
  readonly waiting: number;
  readonly parked: number;
  readonly last_error: string | null;
}

const SUBSCRIPTIONS = `
  SELECT s.name, s.publisher, s.events,
    array(SELECT lane FROM subscription_cursor c WHERE (c.subscription, c.publisher) = (s.name, s.publisher) ORDER BY lane) AS lanes,
    array(SELECT position::text FROM subscription_cursor c WHERE (c.subscription, c.publisher) = (s.name, s.publisher) ORDER BY lane)
      AS positions,
    (SELECT count(*)::int FROM parked_event p WHERE (p.subscription, p.publisher) = (s.name, s.publisher) AND status <> 'parked')
      AS waiting,
    (SELECT count(*)::int FROM parked_event p WHERE (p.subscription, p.publisher) = (s.name, s.publisher) AND status = 'parked')
      AS parked,
    (SELECT last_error FROM parked_event p WHERE (p.subscription, p.publisher) = (s.name, s.publisher) AND status = 'parked'
      ORDER BY parked_at LIMIT 1) AS last_error
  FROM subscription s WHERE orphaned_since IS NULL ORDER BY s.name, s.publisher`;

const BEHIND = `
  SELECT count(*)::int AS count FROM unnest($1::smallint[], $2::bigint[]) AS cursor (lane, position)
  JOIN journal ON journal.lane = cursor.lane AND journal.id > cursor.position AND journal.name = ANY ($3::text[])`;

/** Asks every context how far its subscriptions are. Retired subscriptions do not count. */
export async function readDeliveries(read: ContextReader): Promise<Deliveries> {
  // Journals end first: an event that appears later moves the next look's ends, not this one's.
  const ends = await Promise.all(
    CONTEXTS.map((context) => read.query(context)('SELECT max(id)::text AS head FROM journal')),
  );
  const subscriptions: Delivery[] = [];
  for (const context of CONTEXTS) {
    for (const row of (await read.query(context)(SUBSCRIPTIONS)) as unknown as SubscriptionRow[]) {
      const behind = isContext(row.publisher)
        ? await read.query(row.publisher)(BEHIND, [row.lanes, row.positions, row.events])
        : [];
      subscriptions.push({
        context,
        subscription: row.name,
        publisher: row.publisher,
        undelivered: Number(behind[0]?.['count'] ?? 0) + row.waiting,
        parked: row.parked,
        lastError: row.last_error ?? undefined,
      });
    }
  }
  return { subscriptions, journalEnds: JSON.stringify(ends) };
}

const isContext = (name: string): name is Context => (CONTEXTS as readonly string[]).includes(name);
