import { Counter, Gauge, type Registry } from 'prom-client';
import type { MultilithRuntime } from '@multilith/runtime/host';
import type { SubscriptionStatus } from '@multilith/runtime/observe';

/** The parts of a host that are read when its metrics are scraped. */
export type MeteredHost = Pick<MultilithRuntime, 'status' | 'databases' | 'lateForeignCommands'>;

/** Longest wait for the state of the subscriptions, in milliseconds; scrapers give up after ten seconds. */
export const STATUS_PATIENCE_MS = 3_000;

const PUBLISHER = ['context', 'subscription', 'publisher'] as const;

/** Gauges of a host's current state: its subscriptions, and the connections to its databases. */
export class HostGauges {
  readonly #registers;
  readonly #readable;
  readonly #lag;
  readonly #oldest;
  readonly #lanes;
  readonly #parked;
  readonly #queued;
  readonly #stalled;
  readonly #stopped;
  readonly #connections;
  readonly #connectionsMax;
  readonly #waiting;
  readonly #lateCommands;

  constructor(register: Registry) {
    this.#registers = [register];
    this.#readable = this.#gauge(
      'multilith_subscriptions_readable',
      '1 where the state of the subscriptions could be read.',
    );
    this.#lag = this.#gauge(
      'multilith_subscription_lag_events',
      'Wanted events not handled yet, counted up to a limit.',
      PUBLISHER,
    );
    this.#oldest = this.#gauge(
      'multilith_subscription_lag_seconds',
      'Age of the oldest wanted event not handled yet.',
      PUBLISHER,
    );
    this.#lanes = this.#gauge('multilith_subscription_lanes', 'Lanes that this host works on.', PUBLISHER);
    this.#parked = this.#gauge('multilith_parked_events', 'Events that wait for a person, by reason.', [
      ...PUBLISHER,
      'reason',
    ] as const);
    this.#queued = this.#gauge(
      'multilith_queued_events',
      'Events queued behind a parked one, or about to be retried.',
      PUBLISHER,
    );
    this.#stalled = this.#gauge(
      'multilith_subscription_stalled',
      '1 where the events of a publisher are not being handled.',
      PUBLISHER,
    );
    this.#stopped = this.#gauge(
      'multilith_subscription_stopped',
      '1 where a subscription has stopped because it can read none of the next events of a publisher.',
      PUBLISHER,
    );
    this.#connections = this.#gauge('multilith_pool_connections', 'Database connections, by state: busy or idle.', [
      'context',
      'state',
    ] as const);
    this.#connectionsMax = this.#gauge('multilith_pool_connections_max', 'Most database connections at a time.', [
      'context',
    ] as const);
    this.#waiting = this.#gauge(
      'multilith_pool_waiting',
      'Transactions and queries that wait for a database connection.',
      ['context'] as const,
    );
    this.#lateCommands = new Counter({
      name: 'multilith_late_foreign_commands_total',
      help: 'Commands that left for another context after the transaction of their sender had written.',
      registers: this.#registers,
    });
  }

  get #ofPublishers(): readonly { reset(): void }[] {
    return [this.#lag, this.#oldest, this.#lanes, this.#parked, this.#queued, this.#stalled, this.#stopped];
  }

  /** Reads everything from the host. Subscriptions that cannot be read are left out, so that the rest is exported. */
  async read(host: MeteredHost): Promise<void> {
    this.#readPools(host);
    this.#lateCommands.reset();
    this.#lateCommands.inc(host.lateForeignCommands);
    const subscriptions = await inTime(host.status()).catch(() => undefined);
    this.#readable.set(subscriptions ? 1 : 0);
    this.#readSubscriptions(subscriptions ?? []);
  }

  #readSubscriptions(subscriptions: readonly SubscriptionStatus[]): void {
    for (const gauge of this.#ofPublishers) gauge.reset();
    for (const { context, name: subscription, publishers } of subscriptions)
      for (const { publisher, lag, oldestMs, lanes, reasons, queued, stalled, stopped } of publishers) {
        const labels = { context, subscription, publisher };
        // Unknown while the journal of a publisher cannot be read.
        if (lag !== undefined) this.#lag.set(labels, lag);
        if (oldestMs !== undefined) this.#oldest.set(labels, oldestMs / 1_000);
        this.#lanes.set(labels, lanes.length);
        for (const [reason, count] of Object.entries(reasons)) this.#parked.set({ ...labels, reason }, count);
        this.#queued.set(labels, queued);
        this.#stalled.set(labels, stalled === undefined ? 0 : 1);
        this.#stopped.set(labels, stopped ? 1 : 0);
      }
  }

  #readPools({ databases }: MeteredHost): void {
    for (const [context, { pool }] of databases) {
      this.#connections.set({ context, state: 'busy' }, pool.totalCount - pool.idleCount);
      this.#connections.set({ context, state: 'idle' }, pool.idleCount);
      this.#connectionsMax.set({ context }, pool.options.max);
      this.#waiting.set({ context }, pool.waitingCount);
    }
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: this.#registers });
  }
}

/** Returns the answer, or rejects after {@link STATUS_PATIENCE_MS}: metrics matter most while a database hangs. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatient = new Promise<never>((_, reject) => (timer = setTimeout(reject, STATUS_PATIENCE_MS)));
  return Promise.race([answer, impatient]).finally(() => clearTimeout(timer));
}
