import type { CancelTimer, Clock, TailReader, SettledHead } from '@multilith/events';
import { LANES, type JournaledEvent } from '@multilith/data';
import { announcementToWire } from './journal-announcement.js';
import type { Transport } from './transport.js';

/** Under load, one announcement serves many commits. */
const GAP_MS = 10;
/** How often a settled head is announced again, so that a lost announcement of the last event is made good. */
const HEARTBEAT_MS = 1_000;

/** Tells other hosts that the journal of a context of this one has grown: at once, but not more often than they look. */
export class JournalAnnouncer implements TailReader {
  readonly #publisher: string;
  readonly #transports: readonly Transport[];
  readonly #clock: Clock;
  readonly #epoch: () => string | undefined;
  readonly #lanes: bigint[] = [];
  #head: bigint | undefined;
  #due: CancelTimer | undefined;
  #heartbeat: CancelTimer | undefined;
  #last = -Infinity;
  #stopped = false;

  /** @param options.epoch epoch of the journal, where its tail is read here */
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

  /** A commit has appended to the journal. */
  journaled(): void {
    this.#announceSoon();
  }

  /** The tail has read on; from now on the announcements say how far the journal is settled. */
  grown(publisher: string, events: readonly JournaledEvent[], _from: bigint, upTo: bigint): void {
    if (publisher !== this.#publisher) return;
    // Before its first look a tail has seen nothing: any lane may have its last event anywhere up to there.
    if (this.#head === undefined) this.#lanes.push(...Array.from({ length: LANES }, () => upTo));
    for (const { lane, position } of events) this.#lanes[lane] = position;
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
    const wait = this.#last + GAP_MS - this.#clock.now();
    if (wait <= 0) this.#announce();
    else this.#due = this.#clock.after(wait, () => this.#announce());
  }

  #announce(): void {
    this.#due = undefined;
    this.#last = this.#clock.now();
    const settled = this.#settled();
    for (const transport of this.#transports) transport.announce(this.#publisher, announcementToWire({ settled }));
    this.#heartbeat?.();
    if (settled) this.#heartbeat = this.#clock.after(HEARTBEAT_MS, () => this.#announce());
  }

  #settled(): SettledHead | undefined {
    const epoch = this.#epoch();
    if (this.#head === undefined || epoch === undefined) return undefined;
    return { epoch, head: this.#head, lanes: [...this.#lanes] };
  }
}
