import type { CancelTimer, Clock, TailReader, StableHead } from '@multilith/events';
import type { JournaledEvent } from '@multilith/data';
import { announcementToWire } from './journal-announcement.js';
import { LaneEnds } from './lane-ends.js';
import type { Transport } from './transport.js';

/** Minimum time between two announcements, in milliseconds: under load, one announcement serves many commits. */
const MIN_GAP_MS = 10;
/** Interval at which a stable head is announced again, in milliseconds, in case the last announcement was lost. */
const HEARTBEAT_MS = 1_000;

/** Announces to other hosts that the journal of a context has grown: at once, but rate-limited. */
export class JournalAnnouncer implements TailReader {
  readonly #publisher: string;
  readonly #transports: readonly Transport[];
  readonly #clock: Clock;
  readonly #epoch: () => string | undefined;
  readonly #ends = new LaneEnds();
  #head: bigint | undefined;
  #due: CancelTimer | undefined;
  #heartbeat: CancelTimer | undefined;
  #last = -Infinity;
  #stopped = false;

  /** @param options.epoch returns the epoch of the journal, if this host reads its tail */
  constructor(options: {
    publisher: string;
    transports: readonly Transport[];
    clock: Clock;
    epoch?: () => string | undefined;
  }) {
    this.#publisher = options.publisher;
    this.#transports = options.transports;
    this.#clock = options.clock;
    this.#epoch = options.epoch ?? (() => undefined);
  }

  /** Announces that a commit has appended to the journal. */
  journaled(): void {
    this.#announceSoon();
  }

  /** Takes the progress of the tail; from then on announcements contain the stable head. */
  grown(publisher: string, events: readonly JournaledEvent[], from: bigint, upTo: bigint): void {
    if (publisher !== this.#publisher) return;
    this.#ends.grown(events, from, upTo);
    this.#head = upTo;
    this.#announceSoon();
  }

  stop(): void {
    this.#stopped = true;
    this.#due?.();
    this.#heartbeat?.();
  }

  #announceSoon(): void {
    if (this.#due || this.#stopped) return;
    const wait = this.#last + MIN_GAP_MS - this.#clock.now();
    if (wait <= 0) this.#announce();
    else this.#due = this.#clock.after(wait, () => this.#announce());
  }

  #announce(): void {
    this.#due = undefined;
    this.#last = this.#clock.now();
    const stable = this.#stableHead();
    for (const transport of this.#transports) transport.announce(this.#publisher, announcementToWire({ stable }));
    this.#heartbeat?.();
    if (stable) this.#heartbeat = this.#clock.after(HEARTBEAT_MS, () => this.#announce());
  }

  #stableHead(): StableHead | undefined {
    const epoch = this.#epoch();
    if (this.#head === undefined || epoch === undefined) return undefined;
    return { epoch, head: this.#head, lanes: [...this.#ends.all] };
  }
}
