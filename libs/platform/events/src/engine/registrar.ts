import type { Clock, Randomness } from './clock.js';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import { errorText } from './failure-text.js';
import { JournalUnavailableError } from './journal-unavailable.error.js';
import { Loop } from './loop.js';
import type { JournalSource, SubscribedPublisher, SubscriptionRegistration, SubscriptionStore } from './ports.js';
import { INFRASTRUCTURE_BACKOFF } from './retry-policy.js';

/** A cursor without a subscription in its context. */
export interface OrphanedCursor extends SubscribedPublisher {
  readonly context: string;
}

/**
 * Registers subscriptions and their first cursors. A host starts even if a publisher is down: a subscription that is
 * new to this publisher gets its cursor once the publisher responds, all others continue where they were.
 */
export class Registrar {
  readonly #subscriptions: readonly EngineSubscription[];
  readonly #sources: ReadonlyMap<string, JournalSource>;
  readonly #stores: readonly SubscriptionStore[];
  readonly #random: Randomness;
  readonly #logger: EngineLogger;
  readonly #loop: Loop;
  /** Stores with subscriptions that have no cursor yet. */
  #waiting = new Set<SubscriptionStore>();
  #rounds = 0;

  constructor(options: {
    subscriptions: readonly EngineSubscription[];
    sources: ReadonlyMap<string, JournalSource>;
    stores: ReadonlyMap<string, SubscriptionStore>;
    clock: Clock;
    random: Randomness;
    logger: EngineLogger;
  }) {
    this.#subscriptions = options.subscriptions;
    this.#sources = options.sources;
    this.#stores = [...options.stores.values()];
    this.#random = options.random;
    this.#logger = options.logger;
    this.#loop = new Loop(options.clock, () => this.#again());
  }

  /** Resolves when every subscription whose publisher responds has its cursor. */
  async start(): Promise<readonly OrphanedCursor[]> {
    const orphans = await Promise.all(this.#stores.map((store) => this.#register(store)));
    this.#rounds = 1;
    if (this.#waiting.size > 0) this.#loop.start();
    return orphans.flat();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #again(): Promise<number> {
    for (const store of [...this.#waiting])
      try {
        await this.#register(store);
      } catch (error) {
        const details = { context: store.context, error: errorText(error) };
        if (this.#rounds === 1) this.#logger.warn('Subscriptions could not be registered; trying again', details);
      }
    if (this.#waiting.size === 0) void this.#loop.stop();
    return INFRASTRUCTURE_BACKOFF(++this.#rounds, this.#random);
  }

  async #register(store: SubscriptionStore): Promise<OrphanedCursor[]> {
    const known = new Set((await store.known()).map(({ subscription, publisher }) => `${subscription}/${publisher}`));
    const own = this.#subscriptions.filter(({ context }) => context === store.context);
    const registrations = await Promise.all(
      own.flatMap(({ name, start, publishers }) =>
        [...publishers].map(async ([publisher, names]): Promise<SubscriptionRegistration | undefined> => {
          const registration = { subscription: name, publisher, events: [...names], begin: undefined };
          if (known.has(`${name}/${publisher}`)) return registration;
          const begin = await this.#firstPosition(publisher, start, `${store.context}.${name}`);
          return begin && { ...registration, begin };
        }),
      ),
    );
    const placed = registrations.filter((registration) => registration !== undefined);
    const orphans = await store.register(placed);
    if (placed.length === registrations.length) this.#waiting.delete(store);
    else this.#waiting.add(store);
    return orphans.map((orphan) => ({ ...orphan, context: store.context }));
  }

  /** Returns where a new subscription begins; `undefined` if its publisher does not respond. */
  async #firstPosition(
    publisher: string,
    start: EngineSubscription['start'],
    subscription: string,
  ): Promise<SubscriptionRegistration['begin']> {
    try {
      const { epoch, head } = await this.#sources.get(publisher)!.mark();
      return { epoch, position: start === 'now' ? head : 0n };
    } catch (error) {
      if (!(error instanceof JournalUnavailableError)) throw error;
      const details = { subscription, publisher, error: errorText(error) };
      if (this.#rounds === 0)
        this.#logger.warn('A new subscription begins when the host of its publisher can be reached', details);
      return undefined;
    }
  }
}
