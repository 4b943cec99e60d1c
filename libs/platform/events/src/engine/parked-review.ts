import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import { errorText } from './failure-text.js';
import type { JournalTail } from './journal-tail.js';
import type { LaneId, ParkedEvent, SubscriptionStore } from './ports.js';

const PAGE_EVENTS = 100;

/**
 * Retries events that were parked as unreadable once a host can read them, usually after the deployment of a contract
 * with an upcaster. A host reviews the lanes that it takes.
 */
export class ParkedReview {
  readonly #subscription: EngineSubscription;
  readonly #store: SubscriptionStore;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #logger: EngineLogger;
  readonly #due = new Set<string>();
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: {
    subscription: EngineSubscription;
    store: SubscriptionStore;
    tails: ReadonlyMap<string, JournalTail>;
    logger: EngineLogger;
  }) {
    this.#subscription = options.subscription;
    this.#store = options.store;
    this.#tails = options.tails;
    this.#logger = options.logger;
  }

  /** Asks for a review of the parked events of a publisher, because lanes with parked events were taken. */
  request(publisher: string): void {
    if (this.#subscription.unreadableBecause) this.#due.add(publisher);
  }

  /**
   * Starts the requested reviews; does nothing while one is running. A review that fails is started again the next
   * time.
   *
   * @param holds whether this host holds a lane
   * @param onRetry called after events were scheduled for another attempt
   */
  start(holds: (lane: LaneId) => boolean, onRetry: () => void): void {
    if (this.#due.size === 0 || this.#running || this.#stopped) return;
    this.#running = this.#reviewAll(holds, onRetry).finally(() => (this.#running = undefined));
  }

  /** Resolves when no review is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #reviewAll(holds: (lane: LaneId) => boolean, onRetry: () => void): Promise<void> {
    for (const publisher of [...this.#due]) {
      this.#due.delete(publisher);
      try {
        const retried = await this.#review(publisher, holds);
        if (retried > 0) onRetry();
      } catch (error) {
        this.#due.add(publisher);
        this.#logger.debug('Parked events could not be reviewed; trying again', {
          ...this.#describe(publisher),
          error: errorText(error),
        });
      }
    }
  }

  async #review(publisher: string, holds: (lane: LaneId) => boolean): Promise<number> {
    const of = { subscription: this.#subscription.name, publisher };
    let retried = 0;
    for (let after = -1n; !this.#stopped;) {
      const page = await this.#store.unreadableParked(of, after, PAGE_EVENTS);
      const readable: ParkedEvent[] = [];
      for (const parked of page) if (holds(parked) && (await this.#isReadable(parked))) readable.push(parked);
      if (readable.length > 0) retried += await this.#store.retryUnreadable(readable);
      if (page.length < PAGE_EVENTS) break;
      after = page.at(-1)!.position;
    }
    if (retried > 0)
      this.#logger.info('Events that were parked as unreadable can be read now and are handled', {
        ...this.#describe(publisher),
        events: retried,
      });
    return retried;
  }

  async #isReadable({ publisher, position, name }: ParkedEvent): Promise<boolean> {
    if (this.#stopped || !this.#subscription.publishers.get(publisher)!.has(name)) return false;
    const event = await this.#tails.get(publisher)!.source.readOne(position);
    return event?.name === name && !this.#subscription.unreadableBecause!(event);
  }

  #describe(publisher: string): { subscription: string; publisher: string } {
    return { subscription: `${this.#subscription.context}.${this.#subscription.name}`, publisher };
  }
}
