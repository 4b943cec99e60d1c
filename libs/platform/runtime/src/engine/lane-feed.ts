import type { JournaledEvent } from '../journal/journal-entry.js';
import type { EngineSubscription } from './engine-subscription.js';
import { groupBy } from './group-by.js';
import type { JournalTail, TailReader } from './journal-tail.js';
import type { Lane } from './lane.js';

/** Lanes with fewer pending events than this read on. */
const FEW = 32;
/** Most events per lane in one read of lanes that are behind. */
const PER_LANE = 64;
/** Positions that one read of lanes that are behind looks at, so that sparse events in a long journal stay one quick read. */
const SPAN = 100_000n;

/**
 * Fills the lanes of one subscription: from the tail where they are up to date, by reads of their own where they are
 * behind (after a start, a take-over, or because the handler is slower than the publishers).
 */
export class LaneFeed implements TailReader {
  readonly #subscription: EngineSubscription;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #lanes: Iterable<Lane>;
  readonly #onFilled: () => void;
  readonly #onFailure: (publisher: string, error: unknown) => void;
  readonly #reading = new Map<string, Promise<void>>();

  constructor(options: {
    subscription: EngineSubscription;
    tails: ReadonlyMap<string, JournalTail>;
    /** The lanes this host holds; iterated anew each time. */
    lanes: Iterable<Lane>;
    onFilled: () => void;
    onFailure: (publisher: string, error: unknown) => void;
  }) {
    this.#subscription = options.subscription;
    this.#tails = options.tails;
    this.#lanes = options.lanes;
    this.#onFilled = options.onFilled;
    this.#onFailure = options.onFailure;
  }

  grown(publisher: string, events: readonly JournaledEvent[], from: bigint, upTo: bigint): void {
    const wanted = this.#subscription.publishers.get(publisher);
    if (!wanted) return;
    const current = [...this.#of(publisher)].filter(({ scanned, unsure }) => scanned >= from && !unsure);
    for (const [lane, own] of this.#byLane(current, events, wanted)) lane.accept(own, upTo);
    this.#onFilled();
  }

  /** Lets lanes that run low read on. */
  refill(): void {
    for (const [publisher, tail] of this.#tails) {
      const { horizon } = tail;
      if (horizon === undefined || this.#reading.has(publisher)) continue;
      const behind = this.#join(tail, publisher, horizon);
      if (behind.length === 0) continue;
      const reading = this.#catchUp(tail, behind, horizon)
        .catch((error: unknown) => this.#onFailure(publisher, error))
        .finally(() => {
          this.#reading.delete(publisher);
          this.#onFilled();
        });
      this.#reading.set(publisher, reading);
    }
  }

  /** Resolves when no read is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#reading.values());
  }

  /** Lanes that are behind the horizon take what the tail still has at hand; returns those for which that is too little. */
  #join(tail: JournalTail, publisher: string, horizon: bigint): Lane[] {
    const wanted = this.#subscription.publishers.get(publisher)!;
    const behind: Lane[] = [];
    for (const lane of this.#of(publisher)) {
      if (lane.scanned >= horizon || lane.pending.length >= FEW || lane.unsure || lane.leaving) continue;
      const kept = tail.keptSince(lane.scanned);
      if (!kept) behind.push(lane);
      else for (const [, own] of this.#byLane([lane], kept, wanted)) lane.accept(own, horizon);
    }
    return behind;
  }

  async #catchUp(tail: JournalTail, lanes: readonly Lane[], horizon: bigint): Promise<void> {
    const starts = lanes.map((lane) => ({ lane, after: lane.scanned }));
    const first = starts.reduce((least, { after }) => (after < least ? after : least), horizon);
    const upTo = first + SPAN < horizon ? first + SPAN : horizon;
    const names = [...this.#subscription.publishers.get(tail.source.publisher)!];
    const reads = starts.filter(({ after }) => after < upTo);
    const places = reads.map(({ lane, after }) => ({ lane: lane.lane, after }));
    const events = await tail.source.readLanes(places, { upTo, names, limit: PER_LANE });
    const byLane = groupBy(events, ({ lane }) => lane);
    for (const { lane, after } of reads) {
      if (lane.scanned !== after) continue; // It began again meanwhile.
      const own = byLane.get(lane.lane) ?? [];
      lane.accept(own, own.length < PER_LANE ? upTo : own.at(-1)!.position);
    }
  }

  #byLane(
    lanes: readonly Lane[],
    events: readonly JournaledEvent[],
    wanted: ReadonlySet<string>,
  ): Map<Lane, JournaledEvent[]> {
    const shares = new Map(lanes.map((lane) => [lane, [] as JournaledEvent[]]));
    const byNumber = new Map(lanes.map((lane) => [lane.lane, shares.get(lane)!]));
    for (const event of events) if (wanted.has(event.name)) byNumber.get(event.lane)?.push(event);
    return shares;
  }

  *#of(publisher: string): Iterable<Lane> {
    for (const lane of this.#lanes) if (lane.publisher === publisher) yield lane;
  }
}
