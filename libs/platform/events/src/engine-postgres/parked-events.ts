import type { ParkedEventRow } from '../engine/ports.js';
import { toParkedEvent, type ParkedRow } from './parked-row.js';
import type { Queryable } from './subscriber-database.js';

/** Selects parked events. An omitted field does not restrict the selection. */
export interface ParkedFilter {
  readonly subscription?: string;
  readonly publisher?: string;
  readonly key?: string;
  /** UUID of one event. */
  readonly eventId?: string;
}

const MATCHES = `($1::text IS NULL OR subscription = $1) AND ($2::text IS NULL OR publisher = $2)
  AND ($3::text IS NULL OR key = $3) AND ($4::uuid IS NULL OR event_id = $4)`;

const params = ({ subscription, publisher, key, eventId }: ParkedFilter): unknown[] => [
  subscription ?? null,
  publisher ?? null,
  key ?? null,
  eventId ?? null,
];

/**
 * Returns the parked events of a context and the events queued behind them, oldest first.
 *
 * @param pool connections of the context's role, whose schema is its `search_path`
 * @param limit most rows to return; default 100
 */
export async function listParkedEvents(
  pool: Queryable,
  filter: ParkedFilter = {},
  limit = 100,
): Promise<ParkedEventRow[]> {
  const { rows } = await pool.query(
    `SELECT * FROM parked_event WHERE ${MATCHES} ORDER BY subscription, publisher, position LIMIT $5`,
    [...params(filter), limit],
  );
  return (rows as unknown as ParkedRow[]).map(toParkedEvent);
}

/**
 * Schedules parked events for another full set of attempts; the events queued behind them follow in order. A host that
 * runs the subscription picks them up within about a second.
 *
 * @returns the number of events that matched the filter
 */
export async function retryParkedEvents(pool: Queryable, filter: ParkedFilter): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE parked_event SET status = 'retry', attempts = 0, retry_at = now() WHERE status = 'parked' AND ${MATCHES}`,
    params(filter),
  );
  return rowCount ?? 0;
}

/**
 * Drops parked events: they will never be handled. Events queued behind a dropped event follow in order. A queued event
 * is itself dropped only if the filter names it by `eventId`.
 *
 * @returns the number of dropped events
 */
export async function dropParkedEvents(pool: Queryable, filter: ParkedFilter): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM parked_event WHERE (status <> 'waiting' OR $4::uuid IS NOT NULL) AND ${MATCHES}`,
    params(filter),
  );
  return rowCount ?? 0;
}
