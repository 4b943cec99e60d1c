import type {
  FailureKind,
  LaneLease,
  LeaseView,
  ParkedCount,
  ParkedEvent,
  ParkedRef,
  StoppedSubscription,
  SubscribedPublisher,
  SubscriptionRegistration,
  SubscriptionStore,
  SubscriptionTransaction,
  TakenLease,
} from '../engine/ports.js';
import type { FailureRecord } from '../engine/failure-text.js';
import { StaleLeaseError } from '../engine/stale-lease.error.js';
import { quoteIdentifier, IDEMPOTENCY_DAYS, postgresFailureKind, type UnitOfWork } from '@multilith/data';
import { toParkedEvent, type ParkedRow } from './parked-row.js';
import { PostgresLeases } from './postgres-leases.js';
import { PostgresUnreadable } from './postgres-unreadable.js';
import { PostgresSubscriptionTransaction } from './postgres-subscription-transaction.js';
import { keyPrefix } from './subscription.schema.js';
import { registerSubscriptions } from './register-subscriptions.js';
import type { SubscriberDatabase } from './subscriber-database.js';

/** The subscriptions of a context in its own schema. */
export class PostgresSubscriptionStore implements SubscriptionStore {
  readonly context: string;
  readonly #database: SubscriberDatabase;
  readonly #schema: string;
  readonly #leases: PostgresLeases;
  readonly #unreadable: PostgresUnreadable;

  readonly #commit: (unitOfWork: UnitOfWork) => Promise<void>;

  /** @param commit commits the transaction of deliveries. Default: commits without an observer */
  constructor(
    database: SubscriberDatabase,
    commit: (unitOfWork: UnitOfWork) => Promise<void> = (unitOfWork) => unitOfWork.commit(),
  ) {
    this.#commit = commit;

    this.context = database.context;
    this.#database = database;
    this.#schema = quoteIdentifier(database.schema);
    this.#leases = new PostgresLeases(database.pool, this.#schema);
    this.#unreadable = new PostgresUnreadable(database.pool, this.#schema);
  }

  async known(): Promise<readonly SubscribedPublisher[]> {
    const { rows } = await this.#database.pool.query(
      `SELECT name AS subscription, publisher FROM ${this.#schema}.subscription`,
    );
    return rows as unknown as SubscribedPublisher[];
  }

  register(registrations: readonly SubscriptionRegistration[]): Promise<readonly SubscribedPublisher[]> {
    return this.#transaction((unitOfWork) => registerSubscriptions(unitOfWork, this.#database.schema, registrations));
  }

  renew(host: string, subscriptions: readonly SubscribedPublisher[], ttl: number): Promise<LeaseView> {
    return this.#leases.renew(host, subscriptions, ttl);
  }

  take(
    host: string,
    subscription: string,
    publishers: readonly string[],
    count: number,
  ): Promise<readonly TakenLease[]> {
    return this.#leases.take(host, subscription, publishers, count);
  }

  release(leases: readonly LaneLease[]): Promise<void> {
    return this.#leases.release(leases);
  }

  leave(host: string): Promise<void> {
    return this.#leases.leave(host);
  }

  async transact<T>(work: (tx: SubscriptionTransaction) => Promise<T>): Promise<T> {
    let tx: PostgresSubscriptionTransaction | undefined;
    try {
      return await this.#transaction((unitOfWork) =>
        work((tx = new PostgresSubscriptionTransaction(unitOfWork, this.#schema))),
      );
    } catch (error) {
      throw tx ? tx.commitError(error) : error;
    }
  }

  async countAttempt(lease: LaneLease, position: bigint): Promise<number> {
    const { subscription, publisher, lane, token } = lease;
    const { rows } = await this.#database.pool.query(
      `UPDATE ${this.#schema}.subscription_cursor
SET attempts = CASE WHEN attempt_position = $5 THEN attempts + 1 ELSE 1 END, attempt_position = $5,
  attempted_since = CASE WHEN attempt_position = $5 THEN attempted_since ELSE now() END
WHERE subscription = $1 AND publisher = $2 AND lane = $3 AND token = $4 AND position < $5 RETURNING attempts`,
      [subscription, publisher, lane, token, position],
    );
    if (rows.length === 0)
      throw new StaleLeaseError(`Lane ${lane} of ${publisher} in the subscription ${subscription}`);
    return rows[0]!['attempts'] as number;
  }

  async dueParked(host: string, limit: number): Promise<readonly ParkedEvent[]> {
    const { rows } = await this.#database.pool.query(
      `SELECT p.* FROM ${this.#schema}.parked_event p
JOIN ${this.#schema}.subscription_cursor c USING (subscription, publisher, lane)
WHERE c.owner = $1 AND p.status <> 'parked' AND p.retry_at <= now() AND NOT EXISTS (
  SELECT 1 FROM ${this.#schema}.parked_event q WHERE q.subscription = p.subscription AND q.publisher = p.publisher
    AND q.lane = p.lane AND ${keyPrefix('q')} = ${keyPrefix('p')} AND q.key = p.key AND q.position < p.position)
ORDER BY p.position LIMIT $2`,
      [host, limit],
    );
    return (rows as unknown as ParkedRow[]).map(toParkedEvent);
  }

  async countParkedAttempt(parked: ParkedRef): Promise<number | undefined> {
    const { rows } = await this.#database.pool.query(
      `UPDATE ${this.#schema}.parked_event SET attempts = attempts + 1 WHERE ${PARKED} RETURNING attempts`,
      parkedParams(parked),
    );
    return rows[0]?.['attempts'] as number | undefined;
  }

  async postponeParked(parked: ParkedRef, failure: FailureRecord, retryIn: number | undefined): Promise<void> {
    const { text, stack, reason } = failure;
    await this.#database.pool.query(
      `UPDATE ${this.#schema}.parked_event SET last_error = $6, last_stack = $8, reason = $9,
  status = CASE WHEN $7::integer IS NULL THEN 'parked' ELSE status END,
  retry_at = now() + coalesce($7::integer, 0) * interval '1 millisecond',
  first_failed_at = coalesce(first_failed_at, now()), last_failed_at = now()
WHERE ${PARKED}`,
      [...parkedParams(parked), text, retryIn ?? null, stack ?? null, reason],
    );
  }

  async parkedCounts(): Promise<readonly ParkedCount[]> {
    const { rows } = await this.#database.pool.query(
      `SELECT subscription, publisher, count(*) FILTER (WHERE status = 'parked')::integer AS parked,
  count(*) FILTER (WHERE status = 'parked' AND reason = 'unreadable')::integer AS unreadable,
  count(*) FILTER (WHERE status = 'parked' AND reason = 'interrupted')::integer AS interrupted,
  count(*) FILTER (WHERE status = 'parked' AND reason = 'missing')::integer AS missing,
  count(*) FILTER (WHERE status <> 'parked')::integer AS queued
FROM ${this.#schema}.parked_event GROUP BY subscription, publisher`,
    );
    return (rows as unknown as CountRow[]).map(
      ({ subscription, publisher, parked, queued, unreadable, interrupted, missing }) => {
        const failed = parked - unreadable - interrupted - missing;
        return { subscription, publisher, parked, queued, reasons: { failed, unreadable, interrupted, missing } };
      },
    );
  }

  lastUnreadable(of: SubscribedPublisher, before: bigint, limit: number): Promise<readonly bigint[]> {
    return this.#unreadable.last(of, before, limit);
  }

  unreadableParked(of: SubscribedPublisher, after: bigint, limit: number): Promise<readonly ParkedEvent[]> {
    return this.#unreadable.parked(of, after, limit);
  }

  retryUnreadable(parked: readonly ParkedRef[]): Promise<number> {
    return this.#unreadable.retry(parked);
  }

  stop(host: string, of: SubscribedPublisher, problem: string): Promise<void> {
    return this.#unreadable.stop(host, of, problem);
  }

  stopped(): Promise<readonly StoppedSubscription[]> {
    return this.#unreadable.stopped();
  }

  async housekeeping(): Promise<void> {
    await this.#database.pool.query(
      `DELETE FROM ${this.#schema}.host_heartbeat WHERE expires_at < now() - interval '1 hour';
DELETE FROM ${this.#schema}.idempotency_record WHERE created_at < now() - interval '${IDEMPOTENCY_DAYS} days'`,
    );
  }

  failureKind(error: unknown, fromHandler: boolean): FailureKind {
    return postgresFailureKind(error, fromHandler);
  }

  async #transaction<T>(work: (unitOfWork: UnitOfWork) => Promise<T>): Promise<T> {
    const unitOfWork = this.#database.begin();
    try {
      const result = await work(unitOfWork);
      await this.#commit(unitOfWork);
      return result;
    } catch (error) {
      await unitOfWork.rollback();
      // A doomed transaction is not a failure of the event, whatever the handler rethrew.
      throw unitOfWork.doomedBy ?? error;
    }
  }
}

interface CountRow {
  readonly subscription: string;
  readonly publisher: string;
  readonly parked: number;
  readonly queued: number;
  readonly unreadable: number;
  readonly interrupted: number;
  readonly missing: number;
}

/** Matches a parked event that may be tried. Its parameters are the first five of the statement. */
const PARKED = `subscription = $1 AND publisher = $2 AND lane = $3 AND key = $4 AND position = $5 AND status <> 'parked'`;

const parkedParams = ({ subscription, publisher, lane, key, position }: ParkedRef): unknown[] => [
  subscription,
  publisher,
  lane,
  key,
  position,
];
