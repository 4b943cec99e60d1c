import type { JournaledEvent } from '@multilith/data';
import type { Clock } from './clock.js';
import type { EngineLogger } from './engine-subscription.js';
import type { EngineTiming } from './engine-timing.js';
import { errorText } from './failure-text.js';
import { Loop } from './loop.js';
import type { JournalSource } from './ports.js';

/** Receives new events of a journal. */
export interface TailReader {
  /**
   * Called with the wanted events in `(from, upTo]`, ascending. No event will appear at or below `upTo` later. `from` is
   * `upTo` once for each tail: where it begins.
   */
  grown(publisher: string, events: readonly JournaledEvent[], from: bigint, upTo: bigint): void;
}

const PAGE_EVENTS = 500;
/** An outage is logged only after this time, because hosts that start together are not reachable at once. */
const LOG_OUTAGE_AFTER_MS = 5_000;
/** Number of recent events kept, so that lanes that have just caught up continue without another read. */
const MAX_KEPT_EVENTS = 512;

/**
 * Reads the end of one journal for all subscriptions of a host.
 *
 * Positions become visible out of order: a transaction may draw 7 and commit after another transaction that drew 8. So
 * the tail reads the head first, then waits until all transactions that were writing at that moment have ended, and
 * only then reads up to the head.
 */
export class JournalTail {
  readonly #source: JournalSource;
  readonly #clock: Clock;
  readonly #timing: EngineTiming;
  readonly #logger: EngineLogger;
  readonly #readers: readonly TailReader[];
  readonly #names: readonly string[];
  readonly #loop: Loop;
  readonly #ready: Promise<void>;
  #markReady!: () => void;
  #kept: JournaledEvent[] = [];
  #keptAfter = 0n;
  #horizon: bigint | undefined;
  #epoch: string | undefined;
  #looks = 0;
  #failures = 0;
  #problem: string | undefined;
  #unreadableSince: number | undefined;
  #isTold = false;
  #isWoken = false;

  constructor(options: {
    source: JournalSource;
    clock: Clock;
    timing: EngineTiming;
    logger: EngineLogger;
    readers: readonly TailReader[];
    names: readonly string[];
  }) {
    this.#source = options.source;
    this.#clock = options.clock;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#readers = options.readers;
    this.#names = options.names;
    this.#loop = new Loop(options.clock, () => this.#look(), options.timing.pollGap);
    this.#ready = new Promise((resolve) => (this.#markReady = resolve));
  }

  get source(): JournalSource {
    return this.#source;
  }

  /** Everything up to here is stable; `undefined` until the first look has succeeded. */
  get horizon(): bigint | undefined {
    return this.#horizon;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** Why the last poll of the journal failed; `undefined` if it succeeded. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Number of polls of the head. */
  get looks(): number {
    return this.#looks;
  }

  start(): void {
    this.#loop.start();
  }

  /** Polls now, because the journal has grown. */
  wake(): void {
    this.#isWoken = true;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    this.#markReady();
    return this.#loop.stop();
  }

  /** Resolves after the first poll of the journal, or when the tail is stopped. */
  whenReady(): Promise<void> {
    return this.#ready;
  }

  /** Returns the wanted events after a position; `undefined` if they are no longer in memory. */
  keptSince(position: bigint): readonly JournaledEvent[] | undefined {
    if (position < this.#keptAfter) return undefined;
    const index = this.#kept.findIndex((event) => event.position > position);
    return index < 0 ? [] : this.#kept.slice(index);
  }

  async #look(): Promise<number> {
    const pollInterval = this.#source.pollInterval ?? this.#timing.pollInterval;
    try {
      await this.#advance();
      this.#readable();
    } catch (error) {
      this.#unreadable(errorText(error));
      return Math.min(pollInterval * 2 ** Math.min(this.#failures, 5), 10_000);
    }
    return pollInterval;
  }

  #readable(): void {
    if (this.#isTold) this.#logger.info('The journal can be read again', { publisher: this.#source.publisher });
    this.#failures = 0;
    this.#problem = undefined;
    this.#unreadableSince = undefined;
    this.#isTold = false;
    this.#markReady();
  }

  #unreadable(problem: string): void {
    this.#failures++;
    this.#problem = problem;
    this.#unreadableSince ??= this.#clock.now();
    if (this.#isTold || this.#clock.now() - this.#unreadableSince < LOG_OUTAGE_AFTER_MS) return;
    this.#isTold = true;
    const details = { publisher: this.#source.publisher, error: problem };
    this.#logger.warn('The journal cannot be read; trying again', details);
  }

  async #advance(): Promise<void> {
    // A poll without a wake-up rarely finds an event.
    const wanted = this.#isWoken && this.#names.length > 0 ? { names: this.#names, limit: PAGE_EVENTS } : undefined;
    this.#isWoken = false;
    const { epoch, head, writers, events } = await this.#source.mark(this.#horizon, wanted);
    this.#epoch = epoch;
    if (this.#horizon !== undefined && head <= this.#horizon) {
      this.#looks++;
      return;
    }
    if (!(await this.#ended(writers))) return;
    if (this.#horizon === undefined) {
      this.#keptAfter = head;
      this.#grow([], head, head);
    } else await this.#readTo(this.#horizon, head, events);
    this.#looks++;
  }

  /** Waits until these writers have ended. Returns false if the tail was stopped meanwhile. */
  async #ended(writers: readonly string[]): Promise<boolean> {
    let waiting = writers;
    while (waiting.length > 0) {
      await new Promise<void>((resolve) => void this.#clock.after(this.#timing.writerPoll, resolve));
      if (this.#loop.stopped) return false;
      waiting = await this.#source.unfinished(waiting);
    }
    return true;
  }

  /** @param first the first page, if it has been read */
  async #readTo(start: bigint, head: bigint, first?: readonly JournaledEvent[]): Promise<void> {
    let page = first;
    for (let from = start; from < head && !this.#loop.stopped;) {
      const slice = { upTo: head, names: this.#names, limit: PAGE_EVENTS };
      const events = page ?? (this.#names.length === 0 ? [] : await this.#source.read(from, slice));
      page = undefined;
      const upTo = events.length < PAGE_EVENTS ? head : events.at(-1)!.position;
      this.#keep(events);
      this.#grow(events, from, upTo);
      from = upTo;
    }
  }

  #keep(events: readonly JournaledEvent[]): void {
    this.#kept.push(...events);
    if (this.#kept.length <= MAX_KEPT_EVENTS) return;
    const dropped = this.#kept.splice(0, this.#kept.length - MAX_KEPT_EVENTS / 2);
    this.#keptAfter = dropped.at(-1)!.position;
  }

  #grow(events: readonly JournaledEvent[], from: bigint, upTo: bigint): void {
    this.#horizon = upTo;
    for (const reader of this.#readers) reader.grown(this.#source.publisher, events, from, upTo);
  }
}
