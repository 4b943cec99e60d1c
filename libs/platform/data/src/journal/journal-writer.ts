import { MultilithError } from '@multilith/contract';
import type { JournalEntry } from './journal-entry.js';
import { journalTable } from './journal-lock.js';
import { laneOf } from './lanes.js';

export { LANES, laneOf } from './lanes.js';

/** Runs one statement in the transaction that publishes. */
export type JournalQuery = (sql: string, params: unknown[]) => Promise<unknown>;

/**
 * Maximum size of an event, in bytes of JSON: half the default message limit of a NATS server. It applies in every
 * topology, so that moving a context never makes its events unreadable for other hosts.
 */
const MAX_EVENT_BYTES = 512 * 1024;

const COLUMNS = 'event_id, name, version, key, lane, payload, headers, occurred_at';

/**
 * Appends events to the journal of a context: one statement, one round trip, in the order given.
 *
 * Call it last in the transaction, just before COMMIT. PostgreSQL locks the table before the statement draws positions,
 * and keeps that lock until the transaction ends. Readers use the lock to find out which positions may still appear
 * (see `journal-lock.ts` and `journal-tail.ts` in `@multilith/events`). Appending last keeps positions in commit order
 * for transactions that contend for the same rows.
 *
 * @throws MultilithError `EVENT_TOO_LARGE` before anything is written
 * @param query runs a statement in the publishing transaction
 * @param schema the publisher's schema
 */
export async function appendToJournal(
  query: JournalQuery,
  schema: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const [first] = entries;
  if (!first) return;
  if (entries.length === 1) await query(insertOne(schema), rowOf(first));
  else await query(insertMany(schema), columnsOf(entries));
}

const insertOne = memoised(
  (schema) => `INSERT INTO ${journalTable(schema)} (${COLUMNS})
VALUES ($1::uuid, $2::text, $3::integer, $4::text, $5::smallint, $6::json, $7::json, $8::timestamptz)`,
);

/**
 * Returns an INSERT for several events. Positions are drawn after ORDER BY, so they ascend in the order of publication.
 */
const insertMany = memoised(
  (schema) => `INSERT INTO ${journalTable(schema)} (${COLUMNS})
SELECT e.event_id, e.name, e.version, e.key, e.lane, e.payload::json, e.headers::json, e.occurred_at
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::smallint[], $6::text[], $7::text[],
  $8::timestamptz[]) WITH ORDINALITY AS e (${COLUMNS}, place)
ORDER BY e.place`,
);

function rowOf(entry: JournalEntry): unknown[] {
  const { eventId, name, version, key, occurredAt } = entry;
  const [payload, headers] = [JSON.stringify(entry.payload), JSON.stringify(entry.headers)];
  const size = payload.length + headers.length + key.length;
  // Cheap check first: most events are far below the limit even at four bytes per character.
  if (size * 4 > MAX_EVENT_BYTES && Buffer.byteLength(payload + headers + key) > MAX_EVENT_BYTES)
    throw new MultilithError(
      'EVENT_TOO_LARGE',
      `${name} with key '${key.slice(0, 100)}' is larger than ${MAX_EVENT_BYTES / 1024} KiB as JSON.`,
      'Publish what happened and where the rest can be asked for; other hosts get events in messages.',
    );
  return [eventId, name, version, key, laneOf(key), payload, headers, occurredAt.toISOString()];
}

function columnsOf(entries: readonly JournalEntry[]): unknown[] {
  const columns: unknown[][] = Array.from({ length: 8 }, () => []);
  for (const entry of entries) rowOf(entry).forEach((value, index) => columns[index]!.push(value));
  return columns;
}

function memoised(build: (schema: string) => string): (schema: string) => string {
  const built = new Map<string, string>();
  return (schema) => {
    let sql = built.get(schema);
    if (sql === undefined) built.set(schema, (sql = build(schema)));
    return sql;
  };
}
