import type { CursorMove, LaneId, ParkedEvent, ParkedRef, SubscriptionTransaction } from '../engine/ports.js';
import { StaleLeaseError } from '../engine/stale-lease.error.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** The engine's part of a handler's transaction. */
export class PostgresSubscriptionTransaction implements SubscriptionTransaction {
  constructor(
    readonly unitOfWork: UnitOfWork,
    /** The context's schema, quoted. */
    private readonly schema: string,
  ) {}

  async advance(moves: readonly CursorMove[]): Promise<void> {
    const { rowCount } = await this.unitOfWork.query(
      `UPDATE ${this.schema}.subscription_cursor c SET position = m.target
FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
  AS m (subscription, publisher, lane, token, origin, target)
WHERE c.subscription = m.subscription AND c.publisher = m.publisher AND c.lane = m.lane
  AND c.token = m.token AND c.position = m.origin`,
      [
        moves.map(({ subscription }) => subscription),
        moves.map(({ publisher }) => publisher),
        moves.map(({ lane }) => lane),
        moves.map(({ token }) => token),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
      ],
    );
    const [first] = moves;
    if (first && rowCount !== moves.length) throw new StaleLeaseError(lanesText(moves));
  }

  async park(events: readonly ParkedEvent[]): Promise<void> {
    await this.unitOfWork.query(
      `INSERT INTO ${this.schema}.parked_event
  (subscription, publisher, lane, key, position, event_id, name, status, attempts, last_error)
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::uuid[], $7::text[],
  $8::text[], $9::integer[], $10::text[])`,
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
      ],
    );
  }

  async settle(parked: ParkedRef): Promise<{ readonly moreOfKey: boolean }> {
    const { subscription, publisher, lane, key, position } = parked;
    const { rows } = await this.unitOfWork.query(
      `WITH gone AS (
  DELETE FROM ${this.schema}.parked_event WHERE subscription = $1 AND publisher = $2 AND lane = $3 AND key = $4
    AND position = $5 AND status <> 'parked' RETURNING 1)
SELECT (SELECT count(*) FROM gone)::integer AS settled, EXISTS (
  SELECT 1 FROM ${this.schema}.parked_event WHERE subscription = $1 AND publisher = $2 AND lane = $3 AND key = $4
    AND position <> $5) AS more`,
      [subscription, publisher, lane, key, position],
    );
    const { settled, more } = rows[0] as { settled: number; more: boolean };
    if (settled !== 1) throw new StaleLeaseError(`The parked event at ${position} of ${lanesText([parked])}`);
    return { moreOfKey: more };
  }
}

const lanesText = (lanes: readonly LaneId[]): string =>
  `Lane ${lanes.map(({ publisher, lane }) => `${publisher}/${lane}`).join(', ')} of the subscription ${lanes[0]!.subscription}`;
