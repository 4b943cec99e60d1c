import type { ParkedEvent, ParkedRef, StoppedSubscription, SubscribedPublisher } from '../engine/ports.js';
import { toParkedEvent, type ParkedRow } from './parked-row.js';
import { stoppedSubscriptions } from './stopped-subscriptions.js';
import type { Queryable } from './subscriber-database.js';

/** Events that a context cannot read: those it has parked, and the subscriptions that stopped because of them. */
export class PostgresUnreadable {
  readonly #pool: Queryable;
  /** The context's schema, quoted. */
  readonly #schema: string;

  constructor(pool: Queryable, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  async last({ subscription, publisher }: SubscribedPublisher, before: bigint, limit: number): Promise<bigint[]> {
    const { rows } = await this.#pool.query(
      `SELECT position FROM ${this.#schema}.parked_event WHERE subscription = $1 AND publisher = $2 AND position < $3
  AND status = 'parked' AND reason = 'unreadable' ORDER BY position DESC LIMIT $4`,
      [subscription, publisher, before, limit],
    );
    return rows.map((row) => BigInt(row['position'] as string));
  }

  async parked({ subscription, publisher }: SubscribedPublisher, after: bigint, limit: number): Promise<ParkedEvent[]> {
    const { rows } = await this.#pool.query(
      `SELECT * FROM ${this.#schema}.parked_event WHERE subscription = $1 AND publisher = $2 AND position > $3
  AND status = 'parked' AND reason = 'unreadable' ORDER BY position LIMIT $4`,
      [subscription, publisher, after, limit],
    );
    return (rows as unknown as ParkedRow[]).map(toParkedEvent);
  }

  async retry(parked: readonly ParkedRef[]): Promise<number> {
    const { rowCount } = await this.#pool.query(
      `UPDATE ${this.#schema}.parked_event p SET status = 'retry', attempts = 0, retry_at = now()
FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[]) AS r (subscription, publisher, lane, position)
WHERE p.subscription = r.subscription AND p.publisher = r.publisher AND p.lane = r.lane AND p.position = r.position
  AND p.status = 'parked' AND p.reason = 'unreadable'`,
      [
        parked.map(({ subscription }) => subscription),
        parked.map(({ publisher }) => publisher),
        parked.map(({ lane }) => lane),
        parked.map(({ position }) => position),
      ],
    );
    return rowCount ?? 0;
  }

  async stop(host: string, { subscription, publisher }: SubscribedPublisher, problem: string): Promise<void> {
    await this.#pool.query(
      `UPDATE ${this.#schema}.subscription SET stopped_by = $1, stopped_problem = $4,
  stopped_since = CASE WHEN stopped_by = $1 OR EXISTS (
    SELECT 1 FROM ${this.#schema}.host_heartbeat h WHERE h.host = stopped_by AND h.expires_at > now()
  ) THEN stopped_since ELSE now() END WHERE name = $2 AND publisher = $3`,
      [host, subscription, publisher, problem],
    );
  }

  stopped(): Promise<StoppedSubscription[]> {
    return stoppedSubscriptions(this.#pool, this.#schema);
  }
}
