import { LANES, groupBy, type JournaledEvent } from '@multilith/data';
import type { StableHead } from './stable-head.js';
import type { CancelTimer, Clock } from './clock.js';
import type { Backlog, JournalMark, JournalSlice, JournalSource, LanePosition } from './ports.js';
import { StreamWindows } from './stream-windows.js';

/** Time that an announced event may take to arrive through the stream before the journal is read. */
const GRACE_MS = 100;
/**
 * The publisher's host announces every second; without an announcement for this time, the journal is asked for its
 * head.
 */
const FRESH_MS = 3_000;
/** Maximum number of announcements that wait for their events. */
const MAX_WAITING_ANNOUNCEMENTS = 64;

/**
 * A journal whose events normally arrive through a stream, without requests to the publisher's host. Events that the
 * stream lost, delayed or never had are read from the journal, lane by lane.
 *
 * The publisher announces how far its journal is stable and where each lane ends. `mark` returns an announced head
 * once all events up to it have arrived, or once waiting for them has taken too long.
 */
export class StreamedJournalSource implements JournalSource {
  readonly publisher: string;
  readonly pollInterval: number | undefined;
  readonly #journal: JournalSource;
  readonly #clock: Clock;
  readonly #onNews: () => void;
  readonly #windows = new StreamWindows();
  /** Announced heads, ascending; all but the last may be skipped. */
  #stable: StableHead[] = [];
  #heardAt = -Infinity;
  /** Position of the reader, as of its last poll. */
  #known: bigint | undefined;
  /** Whether the stream keeps up, so that waiting for it is worthwhile. */
  #keepsUp = true;
  #patience: CancelTimer | undefined;
  #gapReads = 0;

  /**
   * @param options.journal the journal itself, read through the publisher's host
   * @param options.onNews called when a poll is worthwhile
   */
  constructor(options: { journal: JournalSource; clock: Clock; onNews: () => void }) {
    this.publisher = options.journal.publisher;
    this.pollInterval = options.journal.pollInterval;
    this.#journal = options.journal;
    this.#clock = options.clock;
    this.#onNews = options.onNews;
  }

  /** Number of reads from the journal because of missing events. */
  get gapReads(): number {
    return this.#gapReads;
  }

  /**
   * Takes an announcement of the publisher's host. `stable`: how far the journal is stable; `undefined`: only that it
   * has grown, from a host that sends this one no events, so the journal is asked.
   */
  announced(stable: StableHead | undefined): void {
    if (!stable) {
      this.#heardAt = -Infinity;
      return this.#onNews();
    }
    const newest = this.#stable.at(-1);
    if (newest && newest.epoch !== stable.epoch) {
      this.#windows.clear();
      this.#stable = [];
    } else if (newest && stable.head < newest.head) return;
    this.#heardAt = this.#clock.now();
    if (newest?.head === stable.head) this.#stable.pop();
    this.#stable.push(stable);
    if (this.#stable.length > MAX_WAITING_ANNOUNCEMENTS) this.#stable.shift();
    const isNews = this.#known === undefined || stable.head > this.#known;
    if (isNews) this.#proceed();
  }

  /**
   * Whether an event needs no {@link received}, because it or a later one of its lane has arrived: a publisher with
   * several instances sends each event several times.
   */
  hasReceived(lane: number, position: bigint): boolean {
    return this.#windows.endOf(lane) >= position;
  }

  /**
   * Takes an event that arrived through the stream.
   * @param bytes its encoded size
   */
  received(event: JournaledEvent, epoch: string, previous: bigint, bytes: number): void {
    const newest = this.#stable.at(-1);
    // Before the first announcement the epoch is unknown.
    if (newest?.epoch !== epoch) return;
    this.#windows.add(event, previous, bytes);
    const { lane, position } = event;
    if (position >= newest.lanes[lane]!) this.#keepsUp = true;
    const waiting = this.#stable.some(({ head, lanes }) => head > (this.#known ?? -1n) && lanes[lane] === position);
    if (waiting) this.#proceed();
  }

  async mark(known?: bigint): Promise<JournalMark> {
    this.#known = known;
    const newest = this.#stable.at(-1);
    if (!newest || this.#clock.now() - this.#heardAt > FRESH_MS) return this.#journal.mark(known);
    const { epoch } = newest;
    if (known === undefined) return { epoch, head: newest.head, writers: [] };
    const head = this.#complete(known) ?? (this.#keepsUp || newest.head < known ? known : newest.head);
    this.#stable = this.#stable.filter((stable) => stable.head > head || stable === newest);
    if (head > known) {
      this.#known = head;
      this.#patience?.();
      this.#patience = undefined;
    }
    if (newest.head > head) this.#wait();
    return { epoch, head, writers: [] };
  }

  unfinished(writers: readonly string[]): Promise<readonly string[]> {
    return this.#journal.unfinished(writers);
  }

  async read(after: bigint, slice: JournalSlice): Promise<readonly JournaledEvent[]> {
    const lanes = Array.from({ length: LANES }, (_, lane) => ({ lane, after }));
    const { found, missing } = this.#look(lanes, slice.upTo);
    if (missing.length === LANES) {
      this.#gapReads++;
      return this.#journal.read(after, slice);
    }
    const wanted = new Set(slice.names);
    const events = found.filter(({ name }) => wanted.has(name));
    // Each lane gives its first `limit` events, so the first `limit` events of all lanes are among them.
    if (missing.length > 0) events.push(...(await this.#readGaps(missing, slice)));
    return events.sort((a, b) => (a.position < b.position ? -1 : 1)).slice(0, slice.limit);
  }

  async readLanes(lanes: readonly LanePosition[], slice: JournalSlice): Promise<readonly JournaledEvent[]> {
    const { found, missing } = this.#look(lanes, slice.upTo);
    const wanted = new Set(slice.names);
    const byLane = groupBy(
      found.filter(({ name }) => wanted.has(name)),
      ({ lane }) => lane,
    );
    const events = [...byLane.values()].flatMap((own) => own.slice(0, slice.limit));
    if (missing.length > 0) events.push(...(await this.#readGaps(missing, slice)));
    return events;
  }

  readOne(position: bigint): Promise<JournaledEvent | undefined> {
    return this.#journal.readOne(position);
  }

  countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog> {
    return this.#journal.countAfter(lanes, names, limit);
  }

  /** Cancels the timer. */
  stop(): void {
    this.#patience?.();
  }

  /** Asks the reader to poll now, or once the grace time of the missing events is over. */
  #proceed(): void {
    if (!this.#keepsUp || this.#known === undefined || this.#complete(this.#known) !== undefined) this.#onNews();
    else this.#wait();
  }

  #wait(): void {
    this.#patience ??= this.#clock.after(GRACE_MS, () => {
      this.#patience = undefined;
      const newest = this.#stable.at(-1);
      if (this.#known === undefined || !newest || newest.head <= this.#known) return;
      if (this.#complete(this.#known) === undefined) this.#keepsUp = false;
      this.#onNews();
    });
  }

  /** Returns the furthest announced head up to which all events after a position have arrived. */
  #complete(known: bigint): bigint | undefined {
    return this.#stable.findLast((stable) => stable.head > known && this.#windows.covers(known, stable))?.head;
  }

  #look(lanes: readonly LanePosition[], upTo: bigint): { found: JournaledEvent[]; missing: readonly LanePosition[] } {
    const stable = this.#stable.find(({ head }) => head >= upTo);
    const found: JournaledEvent[] = [];
    const missing: LanePosition[] = [];
    for (const place of lanes) {
      const events = this.#windows.eventsOf(place.lane, place.after, upTo, stable);
      if (events) found.push(...events);
      else missing.push(place);
    }
    return { found, missing };
  }

  #readGaps(missing: readonly LanePosition[], slice: JournalSlice): Promise<readonly JournaledEvent[]> {
    this.#gapReads++;
    return this.#journal.readLanes(missing, slice);
  }
}
