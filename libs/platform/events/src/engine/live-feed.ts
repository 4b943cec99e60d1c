import type { JournaledEvent } from '@multilith/data';
import type { Clock } from './clock.js';
import type { EngineLogger } from './engine-subscription.js';
import { DEFAULT_TIMING, type EngineTiming } from './engine-timing.js';
import { JournalTail, type TailReader } from './journal-tail.js';
import type { JournalSource } from './ports.js';

/** A journal that can be followed. */
export interface LiveJournal {
  readonly source: JournalSource;
  /** Every event that its publisher declares. */
  readonly names: readonly string[];
}

/** The events that a follower wants. */
export interface LiveInterest {
  /** Names of the wanted events by publisher. */
  readonly publishers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ordering key of the events. */
  readonly key: string;
}

/** Minimum time between two polls of a journal for live views, however many events there are. */
const LIVE_GAP_MS = 50;
/** Maximum number of events buffered for a busy follower; older ones are dropped. */
const MAX_BUFFERED_EVENTS = 16;

/**
 * Shows committed events of every host to followers: at most once, without cursors.
 *
 * A journal is read by a separate tail while it has followers, so that followers never add load to the tails of durable
 * subscriptions.
 */
export class LiveFeed {
  readonly #journals: ReadonlyMap<string, LiveJournal>;
  readonly #clock: Clock;
  readonly #timing: EngineTiming;
  readonly #logger: EngineLogger;
  readonly #tails = new Map<string, JournalTail>();
  readonly #followers = new Map<string, Set<Follower>>();
  #stopped = false;

  constructor(options: {
    journals: ReadonlyMap<string, LiveJournal>;
    clock: Clock;
    logger: EngineLogger;
    timing?: Partial<EngineTiming>;
  }) {
    this.#journals = options.journals;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing, pollGap: LIVE_GAP_MS };
  }

  /** Current number of followers. */
  get followers(): number {
    return new Set([...this.#followers.values()].flatMap((each) => [...each])).size;
  }

  /** Whether the events of a publisher can be followed here. */
  knows(publisher: string): boolean {
    return this.#journals.has(publisher);
  }

  /** Adds a follower; after {@link Follower.ready} it sees every event that is committed. */
  follow(interest: LiveInterest): Follower {
    const publishers = [...interest.publishers.keys()];
    const follower = new Follower(interest, () => {
      for (const publisher of publishers) this.#leave(publisher, follower);
    });
    if (this.#stopped) {
      follower.close();
      return follower;
    }
    for (const publisher of publishers) {
      const known = this.#followers.get(publisher);
      if (known) known.add(follower);
      else this.#followers.set(publisher, new Set([follower]));
    }
    follower.ready = Promise.all(publishers.map((publisher) => this.#tailOf(publisher).whenReady())).then(() => {});
    return follower;
  }

  /** Polls the journal of a publisher now, because it has grown. */
  wake(publisher: string): void {
    this.#tails.get(publisher)?.wake();
  }

  /** Closes all followers. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const tails = [...this.#tails.values()];
    for (const followers of [...this.#followers.values()]) for (const follower of [...followers]) follower.close();
    await Promise.all(tails.map((tail) => tail.stop()));
  }

  #tailOf(publisher: string): JournalTail {
    const known = this.#tails.get(publisher);
    if (known) return known;
    const { source, names } = this.#journals.get(publisher)!;
    const reader: TailReader = {
      grown: (_publisher, events) => {
        for (const follower of this.#followers.get(publisher) ?? [])
          for (const event of events) follower.see(publisher, event);
      },
    };
    const tail = new JournalTail({
      source,
      names,
      readers: [reader],
      clock: this.#clock,
      timing: this.#timing,
      logger: this.#logger,
    });
    this.#tails.set(publisher, tail);
    tail.start();
    return tail;
  }

  #leave(publisher: string, follower: Follower): void {
    const followers = this.#followers.get(publisher);
    if (!followers?.delete(follower) || followers.size > 0) return;
    this.#followers.delete(publisher);
    const tail = this.#tails.get(publisher);
    this.#tails.delete(publisher);
    void tail?.stop();
  }
}

/** A follower of some events of one key. */
export class Follower {
  /** Resolves when the follower sees all events committed from then on. */
  ready: Promise<void> = Promise.resolve();
  readonly #interest: LiveInterest;
  readonly #onClose: () => void;
  readonly #seen: JournaledEvent[] = [];
  #waiting: (() => void) | undefined;
  #closed = false;

  constructor(interest: LiveInterest, onClose: () => void) {
    this.#interest = interest;
    this.#onClose = onClose;
  }

  /** Takes an event of a publisher, if it is wanted. */
  see(publisher: string, event: JournaledEvent): void {
    const { key, publishers } = this.#interest;
    if (this.#closed || event.key !== key || !publishers.get(publisher)?.has(event.name)) return;
    if (this.#seen.push(event) > MAX_BUFFERED_EVENTS) this.#seen.shift();
    this.#waiting?.();
  }

  /**
   * Returns the next event, in commit order per publisher; `undefined` once closed. Await each call before the next
   * one.
   */
  async next(): Promise<JournaledEvent | undefined> {
    if (this.#seen.length === 0 && !this.#closed)
      await new Promise<void>((resolve) => (this.#waiting = resolve)).finally(() => (this.#waiting = undefined));
    return this.#closed ? undefined : this.#seen.shift();
  }

  /** Stops following; a waiting {@link next} resolves at once. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#waiting?.();
  }
}
