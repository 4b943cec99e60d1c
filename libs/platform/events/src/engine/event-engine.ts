import { isThrown } from '@multilith/data';
import type { Clock, Randomness } from './clock.js';
import type { EngineLogger, EngineSubscription, PublisherStatus, SubscriptionStatus } from './engine-subscription.js';
import { DEFAULT_TIMING, type EngineTiming } from './engine-timing.js';
import { JournalTail, type TailReader } from './journal-tail.js';
import { JournalUnavailableError } from './journal-unavailable.error.js';
import { LeaseKeeper } from './lease-keeper.js';
import { parkedReasons } from './parked-reason.js';
import type { Backlog, JournalSource, LanePosition, SubscriptionStore } from './ports.js';
import { Registrar, type OrphanedCursor } from './registrar.js';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy.js';
import { SubscriptionRunner } from './subscription-runner.js';

/** Options of an event engine. */
export interface EngineOptions {
  /** Name of the host, for logs. Each engine adds a random suffix, because its leases end with its process. */
  readonly host: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Journals of all publishers, by context. */
  readonly sources: ReadonlyMap<string, JournalSource>;
  /** Stores of all subscribers, by context. */
  readonly stores: ReadonlyMap<string, SubscriptionStore>;
  readonly subscriptions: readonly EngineSubscription[];
  /** Notified of new events in every journal that is read here. Default: none. */
  readonly watchers?: readonly TailReader[];
  readonly logger: EngineLogger;
  readonly timing?: Partial<EngineTiming>;
  readonly retryPolicy?: RetryPolicy;
}

/** Maximum number of undelivered events that a status counts. */
export const MAX_COUNTED_EVENTS = 10_000;

/**
 * Delivers events from the journals to the subscriptions of one host: at least once, in order per key, with effects in
 * the subscriber's store exactly once.
 *
 * @example
 * const engine = new EventEngine({ host: 'monolith', clock, random, sources, stores, subscriptions, logger });
 * await engine.start();
 * engine.wake('orders'); // after a commit that appended to the journal of orders
 * await engine.stop();
 */
export class EventEngine {
  readonly #options: EngineOptions;
  readonly #tails = new Map<string, JournalTail>();
  readonly #runners: readonly SubscriptionRunner[];
  readonly #keepers = new Map<string, LeaseKeeper>();
  readonly #instance: string;
  readonly #registrar: Registrar;
  #orphans: readonly OrphanedCursor[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    const { clock, random, logger, stores, retryPolicy: policy = DEFAULT_RETRY_POLICY } = options;
    const timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#instance = `${options.host}/${Math.floor(random.next() * 2 ** 40).toString(36)}`;
    this.#registrar = new Registrar(options);
    // Tails and runners refer to each other, so the list is filled below.
    const readers: TailReader[] = [...(options.watchers ?? [])];
    const runners: SubscriptionRunner[] = [];
    for (const [publisher, names] of wantedNames(options.subscriptions)) {
      const source = options.sources.get(publisher);
      if (!source) throw new Error(`The engine was given no journal of ${publisher}.`);
      const tail = new JournalTail({ source, clock, timing, logger, readers, names: [...names] });
      this.#tails.set(publisher, tail);
    }
    for (const subscription of options.subscriptions) {
      const store = stores.get(subscription.context);
      if (!store) throw new Error(`The engine was given no subscription store of ${subscription.context}.`);
      const tails = new Map([...subscription.publishers.keys()].map((name) => [name, this.#tails.get(name)!]));
      runners.push(new SubscriptionRunner({ subscription, store, tails, clock, random, timing, policy, logger }));
    }
    readers.push(...runners);
    this.#runners = runners;
    for (const [context, store] of stores) {
      const own = runners.filter(({ subscription }) => subscription.context === context);
      const keeper = new LeaseKeeper({ store, runners: own, host: this.#instance, clock, timing, logger });
      this.#keepers.set(context, keeper);
    }
  }

  /** Cursors without a subscription in the contexts of this host; known after {@link start}. */
  get orphans(): readonly OrphanedCursor[] {
    return this.#orphans;
  }

  /**
   * Registers the subscriptions, then starts delivery. When it resolves, the cursors of subscriptions that start `now`
   * are set: they see every event published from then on. If the host of a publisher is down, the cursor is set once it
   * responds.
   */
  async start(): Promise<void> {
    this.#orphans = await this.#registrar.start();
    for (const tail of this.#tails.values()) tail.start();
    for (const keeper of this.#keepers.values()) keeper.start();
  }

  /** Polls the journal of a publisher now, because it has grown. */
  wake(publisher: string): void {
    this.#tails.get(publisher)?.wake();
  }

  /** Returns the epoch of a journal that is read here, as of the last poll; `undefined` before the first one. */
  epochOf(publisher: string): string | undefined {
    return this.#tails.get(publisher)?.epoch;
  }

  /** Finishes running transactions, then releases all leases. */
  async stop(): Promise<void> {
    await Promise.all([this.#registrar.stop(), ...[...this.#tails.values()].map((tail) => tail.stop())]);
    await Promise.all(this.#runners.map((runner) => runner.stop()));
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
  }

  /**
   * Returns the status of every subscription of the contexts of this host, whichever host works on it. Takes a few
   * short queries.
   */
  async status(): Promise<readonly SubscriptionStatus[]> {
    return Promise.all(this.#runners.map((runner) => this.#statusOf(runner)));
  }

  async #statusOf(runner: SubscriptionRunner): Promise<SubscriptionStatus> {
    const { context, name, publishers } = runner.subscription;
    const store = this.#options.stores.get(context)!;
    const [parked, stopped] = await Promise.all([store.parkedCounts(), store.stopped()]);
    const statuses = [...publishers].map(async ([publisher, names]): Promise<PublisherStatus> => {
      const cursors = this.#keepers
        .get(context)!
        .cursors.filter((cursor) => cursor.subscription === name && cursor.publisher === publisher);
      const held = [...runner.lanes].filter((lane) => lane.publisher === publisher);
      const places = cursors.map(({ lane, position }) => ({
        lane,
        after: runner.lane({ publisher, lane })?.position ?? position,
      }));
      const backlog = await this.#backlog(publisher, places, [...names]);
      const counts = parked.find((count) => count.subscription === name && count.publisher === publisher);
      const elsewhere = stopped.find((stop) => stop.subscription === name && stop.publisher === publisher);
      // A host with lanes reports its own stops only: one of an older release may have stopped where this one continues.
      const stop = runner.stopped.get(publisher) ?? (held.length === 0 ? elsewhere?.problem : undefined);
      return {
        publisher,
        lag: backlog?.count,
        oldestMs: backlog && (backlog.oldest ? Math.max(0, Date.now() - backlog.oldest.getTime()) : 0),
        lanes: held.map(({ lane }) => lane).sort((a, b) => a - b),
        parked: counts?.parked ?? 0,
        reasons: counts?.reasons ?? parkedReasons(),
        queued: counts?.queued ?? 0,
        stalled: stop ?? runner.stalledBecause(publisher) ?? (backlog ? undefined : 'its journal cannot be read'),
        stopped: stop !== undefined,
      };
    });
    return { context, name, publishers: await Promise.all(statuses) };
  }

  async #backlog(
    publisher: string,
    places: readonly LanePosition[],
    names: readonly string[],
  ): Promise<Backlog | undefined> {
    try {
      return await this.#options.sources.get(publisher)!.countAfter(places, names, MAX_COUNTED_EVENTS);
    } catch (error) {
      if (isThrown(error, JournalUnavailableError)) return undefined;
      throw error;
    }
  }
}

function wantedNames(subscriptions: readonly EngineSubscription[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { publishers } of subscriptions)
    for (const [publisher, names] of publishers)
      wanted.set(publisher, new Set([...(wanted.get(publisher) ?? []), ...names]));
  return wanted;
}
