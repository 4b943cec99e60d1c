import type { JournaledEvent } from '../journal/journal-entry.js';
import { LANES } from '../journal/lanes.js';
import type { SettledHead } from './settled-head.js';

/** Events kept per lane; who is further behind reads the journal. */
const KEPT = 256;

/** What has come of one lane without a gap: every event in `(after, upTo]`. */
interface LaneWindow {
  after: bigint;
  upTo: bigint;
  events: JournaledEvent[];
}

/**
 * The newest stretch of each lane that has come through a stream without a gap. A message tells which position it
 * follows; where that has not come, what was kept is given up and a new stretch begins.
 */
export class StreamWindows {
  readonly #lanes: (LaneWindow | undefined)[] = Array.from({ length: LANES }, () => undefined);

  /** Takes an event; repeated and late ones change nothing. */
  add(event: JournaledEvent, previous: bigint): void {
    const { lane, position } = event;
    if (lane < 0 || lane >= LANES || previous >= position) return;
    const window = this.#lanes[lane];
    if (window && position <= window.upTo) return;
    if (!window || previous !== window.upTo) {
      this.#lanes[lane] = { after: previous, upTo: position, events: [event] };
      return;
    }
    window.events.push(event);
    window.upTo = position;
    if (window.events.length < 2 * KEPT) return;
    const dropped = window.events.splice(0, KEPT);
    window.after = dropped.at(-1)!.position;
  }

  clear(): void {
    this.#lanes.fill(undefined);
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
