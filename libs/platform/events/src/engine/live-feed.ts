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

/** What a follower wants to see. */
export interface LiveInterest {
  /** Publishers, and the names of the events that are wanted from each. */
  readonly publishers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ordering key of the events. */
  readonly key: string;
}

/** Live views are for people: a look every 50 ms is enough for that, however many events there are. */
const LIVE_GAP_MS = 50;
/** Events kept for a follower that is busy; older ones are dropped. */
const KEPT = 16;

/**
 * Shows events to followers as they are committed, by whichever host: at most once, without cursors.
 *
 * A journal is read while it has followers, by a tail of its own: followers come and go, and must neither widen nor
 * slow down what durable subscriptions read.
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

  /** How many follow something at the moment. */
  get followers(): number {
    return new Set([...this.#followers.values()].flatMap((each) => [...each])).size;
  }

  /** Whether the events of a publisher can be followed here. */
  knows(publisher: string): boolean {
    return this.#journals.has(publisher);
  }

  /** Begins to follow; once {@link Follower.ready}, every event that is committed from then on is seen. */
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

  /** The journal of a publisher has grown. */
  wake(publisher: string): void {
    this.#tails.get(publisher)?.wake();
  }

  /** Ends everything that is followed. */
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
  /** Resolves when nothing that is committed from then on can be missed. */
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
    if (this.#seen.push(event) > KEPT) this.#seen.shift();
    this.#waiting?.();
  }

  /** The next event, in commit order per publisher; `undefined` once closed. One at a time. */
  async next(): Promise<JournaledEvent | undefined> {
    if (this.#seen.length === 0 && !this.#closed)
      await new Promise<void>((resolve) => (this.#waiting = resolve)).finally(() => (this.#waiting = undefined));
    return this.#closed ? undefined : this.#seen.shift();
  }

  /** Leaves; a waiting {@link next} resolves at once. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#waiting?.();
  }
}
