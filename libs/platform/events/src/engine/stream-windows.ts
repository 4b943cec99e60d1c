import { LANES, type JournaledEvent } from '@multilith/data';
import type { StableHead } from './stable-head.js';

/** Maximum number of events kept per lane; a reader that is further behind reads the journal. */
const MAX_KEPT_EVENTS_PER_LANE = 256;

/** Maximum number of encoded bytes kept for all lanes; an event may have half a megabyte. */
const MAX_KEPT_BYTES = 8 * 1024 ** 2;

/** The gapless window of one lane: every event in `(after, upTo]`. */
interface LaneWindow {
  after: bigint;
  upTo: bigint;
  events: JournaledEvent[];
  /** Size of each event, in bytes. */
  sizes: number[];
  bytes: number;
}

/**
 * The newest gapless window of each lane that arrived through a stream. Each message names the position it follows; if
 * that position has not arrived, the window is dropped and a new one begins. Bounded in events and bytes, so that a
 * slow reader does not fill the memory.
 */
export class StreamWindows {
  readonly #lanes: (LaneWindow | undefined)[] = Array.from({ length: LANES }, () => undefined);

  readonly #keptBytes: number;
  #bytes = 0;

  /** @param keptBytes maximum number of bytes kept. Default: 8 MiB */
  constructor(keptBytes = MAX_KEPT_BYTES) {
    this.#keptBytes = keptBytes;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds an event; duplicates and late events are ignored.
   * @param bytes encoded size of the event
   */
  add(event: JournaledEvent, previous: bigint, bytes: number): void {
    const { lane, position } = event;
    if (lane < 0 || lane >= LANES || previous >= position) return;
    const window = this.#lanes[lane];
    if (window && position <= window.upTo) return;
    if (!window || previous !== window.upTo) {
      this.#bytes += bytes - (window?.bytes ?? 0);
      this.#lanes[lane] = { after: previous, upTo: position, events: [event], sizes: [bytes], bytes };
    } else {
      window.events.push(event);
      window.sizes.push(bytes);
      window.bytes += bytes;
      window.upTo = position;
      this.#bytes += bytes;
      if (window.events.length >= 2 * MAX_KEPT_EVENTS_PER_LANE) this.#drop(window, MAX_KEPT_EVENTS_PER_LANE);
    }
    while (this.#bytes > this.#keptBytes) this.#dropHalf();
  }

  /** Position of the last event of a lane; -1 without one. */
  endOf(lane: number): bigint {
    return this.#lanes[lane]?.upTo ?? -1n;
  }

  clear(): void {
    this.#lanes.fill(undefined);
    this.#bytes = 0;
  }

  /** Drops the older half of the largest lane; of a single event, all of it. */
  #dropHalf(): void {
    let heaviest: LaneWindow | undefined;
    for (const window of this.#lanes) if (window && window.bytes > (heaviest?.bytes ?? 0)) heaviest = window;
    if (heaviest) this.#drop(heaviest, Math.ceil(heaviest.events.length / 2));
  }

  #drop(window: LaneWindow, count: number): void {
    window.after = window.events.splice(0, count).at(-1)!.position;
    const bytes = window.sizes.splice(0, count).reduce((sum, size) => sum + size, 0);
    window.bytes -= bytes;
    this.#bytes -= bytes;
  }

  /**
   * Returns all events of a lane in `(after, upTo]`; `undefined` if some may be missing.
   * @param stable how far the journal is known to be stable
   */
  eventsOf(
    lane: number,
    after: bigint,
    upTo: bigint,
    stable: StableHead | undefined,
  ): readonly JournaledEvent[] | undefined {
    if (after >= upTo) return [];
    const last = stable && stable.head >= upTo ? stable.lanes[lane]! : undefined;
    if (last !== undefined && last <= after) return [];
    const window = this.#lanes[lane];
    if (!window || window.after > after) return undefined;
    if (window.upTo < upTo && (last === undefined || window.upTo < last)) return undefined;
    return window.events.filter(({ position }) => position > after && position <= upTo);
  }

  /** Whether every event in `(after, stable.head]` has arrived. */
  covers(after: bigint, stable: StableHead): boolean {
    return stable.lanes.every((last, lane) => {
      if (last <= after) return true;
      const window = this.#lanes[lane];
      return window !== undefined && window.after <= after && window.upTo >= last;
    });
  }
}
