import { LANES, type JournaledEvent } from '@multilith/data';
import type { SettledHead } from './settled-head.js';

/** Events kept per lane; who is further behind reads the journal. */
const KEPT = 256;

/** Bytes kept of all lanes, as they travel; events may be half a megabyte each. */
const KEPT_BYTES = 8 * 1024 ** 2;

/** What has come of one lane without a gap: every event in `(after, upTo]`. */
interface LaneWindow {
  after: bigint;
  upTo: bigint;
  events: JournaledEvent[];
  /** Size of each event. */
  sizes: number[];
  bytes: number;
}

/**
 * The newest stretch of each lane that has come through a stream without a gap. A message tells which position it
 * follows; where that has not come, what was kept is given up and a new stretch begins. Bounded in events and bytes, so
 * a reader that is slow does not fill the memory.
 */
export class StreamWindows {
  readonly #lanes: (LaneWindow | undefined)[] = Array.from({ length: LANES }, () => undefined);

  readonly #keptBytes: number;
  #bytes = 0;

  /** @param keptBytes most bytes kept. Default: 8 MiB */
  constructor(keptBytes = KEPT_BYTES) {
    this.#keptBytes = keptBytes;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes an event; repeated and late ones change nothing.
   * @param bytes its size
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
      if (window.events.length >= 2 * KEPT) this.#drop(window, KEPT);
    }
    while (this.#bytes > this.#keptBytes) this.#dropHalf();
  }

  clear(): void {
    this.#lanes.fill(undefined);
    this.#bytes = 0;
  }

  /** Gives up the older half of the lane that takes most room; it may be all of it. */
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
   * All events of a lane in `(after, upTo]`; `undefined` where some may be missing.
   * @param settled how far the journal is known to be settled
   */
  eventsOf(
    lane: number,
    after: bigint,
    upTo: bigint,
    settled: SettledHead | undefined,
  ): readonly JournaledEvent[] | undefined {
    if (after >= upTo) return [];
    const last = settled && settled.head >= upTo ? settled.lanes[lane]! : undefined;
    if (last !== undefined && last <= after) return [];
    const window = this.#lanes[lane];
    if (!window || window.after > after) return undefined;
    if (window.upTo < upTo && (last === undefined || window.upTo < last)) return undefined;
    return window.events.filter(({ position }) => position > after && position <= upTo);
  }

  /** Whether every event in `(after, settled.head]` is here. */
  covers(after: bigint, settled: SettledHead): boolean {
    return settled.lanes.every((last, lane) => {
      if (last <= after) return true;
      const window = this.#lanes[lane];
      return window !== undefined && window.after <= after && window.upTo >= last;
    });
  }
}
