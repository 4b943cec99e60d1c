import type { CursorMove, LaneId, ParkedEvent, ParkedRef, SubscriptionTransaction } from '../engine/ports.js';
import { StaleLeaseError } from '../engine/stale-lease.error.js';
import { KEY_PREFIX_LENGTH, keyPrefix } from './subscription.schema.js';
import { hasFailed, type UnitOfWork } from '@multilith/data';

/** The engine's part of a handler's transaction. */
export class PostgresSubscriptionTransaction implements SubscriptionTransaction {
  readonly unitOfWork: UnitOfWork;
  /** The context's schema, quoted. */
  readonly #schema: string;
  readonly #advanceSql: string;
  #moves: readonly CursorMove[] = [];

  constructor(unitOfWork: UnitOfWork, schema: string) {
    this.unitOfWork = unitOfWork;
    this.#schema = schema;
    this.#advanceSql = advanceSql(schema);
  }

  /** Moves cursors with the COMMIT, which saves a round trip. If one is not at its place, the commit fails. */
  async advance(moves: readonly CursorMove[]): Promise<void> {
    this.#moves = moves;
    this.unitOfWork.queryAtCommit(this.#advanceSql, [
      moves.map(({ subscription }) => subscription),
      moves.map(({ publisher }) => publisher),
      moves.map(({ lane }) => lane),
      moves.map(({ token }) => token),
      moves.map(({ from }) => from),
      moves.map(({ to }) => to),
    ]);
  }

  /** Returns a {@link StaleLeaseError} if that is why the commit failed, otherwise the error itself. */
  commitError(error: unknown): unknown {
    const isStale = hasFailed(error, this.#advanceSql, INVALID_TEXT_REPRESENTATION);
    return isStale ? new StaleLeaseError(lanesText(this.#moves)) : error;
  }

  async park(events: readonly ParkedEvent[]): Promise<void> {
    await this.unitOfWork.query(
      `INSERT INTO ${this.#schema}.parked_event
  (subscription, publisher, lane, key, position, event_id, name, status, attempts, last_error, last_stack,
   version, reason, first_failed_at, last_failed_at)
SELECT p.*, CASE WHEN p.last_error IS NOT NULL THEN coalesce(c.attempted_since, now()) END,
  CASE WHEN p.last_error IS NOT NULL THEN now() END
FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::uuid[], $7::text[],
  $8::text[], $9::integer[], $10::text[], $11::text[], $12::integer[], $13::text[])
  AS p (subscription, publisher, lane, key, position, event_id, name, status, attempts, last_error, last_stack,
    version, reason)
LEFT JOIN ${this.#schema}.subscription_cursor c ON c.subscription = p.subscription AND c.publisher = p.publisher
  AND c.lane = p.lane AND c.attempt_position = p.position`,
      [
        events.map(({ subscription }) => subscription),
        events.map(({ publisher }) => publisher),
        events.map(({ lane }) => lane),
        events.map(({ key }) => key),
        events.map(({ position }) => position),
        events.map(({ eventId }) => eventId),
        events.map(({ name }) => name),
        events.map(({ status }) => status),
        events.map(({ attempts }) => attempts),
        events.map(({ lastError }) => lastError ?? null),
        events.map(({ lastStack }) => lastStack ?? null),
        events.map(({ version }) => version ?? null),
        events.map(({ reason }) => reason ?? null),
      ],
    );
  }

  async removeParked(parked: ParkedRef): Promise<{ readonly moreOfKey: boolean }> {
    const { subscription, publisher, lane, key, position } = parked;
    const { rows } = await this.unitOfWork.query(
      `WITH gone AS (
  DELETE FROM ${this.#schema}.parked_event WHERE subscription = $1 AND publisher = $2 AND lane = $3 AND key = $4
    AND position = $5 AND status <> 'parked' RETURNING 1)
SELECT (SELECT count(*) FROM gone)::integer AS removed, EXISTS (
  SELECT 1 FROM ${this.#schema}.parked_event p WHERE subscription = $1 AND publisher = $2 AND lane = $3
    AND ${keyPrefix('p')} = left($4, ${KEY_PREFIX_LENGTH}) AND key = $4 AND position <> $5) AS more`,
      [subscription, publisher, lane, key, position],
    );
    const { removed, more } = rows[0] as { removed: number; more: boolean };
    if (removed !== 1) throw new StaleLeaseError(`The parked event at ${position} of ${lanesText([parked])}`);
    return { moreOfKey: more };
  }
}

const lanesText = (lanes: readonly LaneId[]): string =>
  `Lane ${lanes.map(({ publisher, lane }) => `${publisher}/${lane}`).join(', ')} of the subscription ${lanes[0]!.subscription}`;

/**
 * Moves cursors that are at their place. The statement fails if one is not, so that a COMMIT sent with it rolls back: SQL
 * has no other way to raise an error without a function in the schema.
 */
const advanceSql = (schema: string): string => `WITH moved AS (
  UPDATE ${schema}.subscription_cursor c SET position = m.target
  FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
    AS m (subscription, publisher, lane, token, origin, target)
  WHERE c.subscription = m.subscription AND c.publisher = m.publisher AND c.lane = m.lane
    AND c.token = m.token AND c.position = m.origin RETURNING 1)
SELECT CASE WHEN count(*) < cardinality($1::text[])
  THEN ('stale lease: of ' || cardinality($1::text[]) || ' cursors, moved ' || count(*))::bigint END FROM moved`;

/** SQLSTATE of the failed cast in {@link advanceSql}. */
const INVALID_TEXT_REPRESENTATION = '22P02';
