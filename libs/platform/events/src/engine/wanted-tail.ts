import type { Clock } from './clock.js';
import type { EngineLogger } from './engine-subscription.js';
import { DEFAULT_TIMING, type EngineTiming } from './engine-timing.js';
import { JournalTail, type TailReader } from './journal-tail.js';
import type { JournalSource } from './ports.js';

/** Options of a {@link WantedTail}. */
export interface WantedTailOptions {
  readonly source: JournalSource;
  /** Names of the events to read. */
  readonly names: readonly string[];
  readonly readers: readonly TailReader[];
  readonly clock: Clock;
  readonly logger: EngineLogger;
  /** Default: the timing of an engine. */
  readonly timing?: Partial<EngineTiming> | undefined;
}

/**
 * Reads the end of a journal while it is wanted, for readers that need no cursor. Each time it begins at the head: what
 * was appended while it was not wanted is never shown.
 */
export class WantedTail {
  readonly #options: WantedTailOptions;
  #tail: JournalTail | undefined;
  #ending: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: WantedTailOptions) {
    this.#options = options;
  }

  /** Whether it reads now. */
  get isWanted(): boolean {
    return this.#tail !== undefined;
  }

  /** Epoch of the journal; `undefined` while it does not read, and before its first poll. */
  get epoch(): string | undefined {
    return this.#tail?.epoch;
  }

  /** Starts or stops reading; does nothing after {@link stop}. */
  want(isWanted: boolean): void {
    if (isWanted === this.isWanted || this.#isStopped) return;
    if (isWanted) this.#start();
    else this.#end();
  }

  /** Polls now, because the journal has grown; does nothing while it is not wanted. */
  wake(): void {
    this.#tail?.wake();
  }

  /** Stops reading for good; resolves when the last poll has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#end();
    await this.#ending;
  }

  #start(): void {
    const { source, names, readers, clock, logger, timing } = this.#options;
    const tail = new JournalTail({
      source,
      names,
      clock,
      logger,
      timing: { ...DEFAULT_TIMING, ...timing },
      // A poll that was running when the tail was stopped is not shown: the next tail may already read.
      readers: readers.map((reader): TailReader => ({
        grown: (...growth) => {
          if (this.#tail === tail) reader.grown(...growth);
        },
      })),
    });
    this.#tail = tail;
    tail.start();
  }

  #end(): void {
    const tail = this.#tail;
    this.#tail = undefined;
    if (tail) this.#ending = Promise.all([this.#ending, tail.stop()]).then(() => {});
  }
}
