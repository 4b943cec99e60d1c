import { groupBy, type JournaledEvent } from '@multilith/data';
import type { CancelTimer, Clock, Randomness } from './clock.js';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import { errorText } from './failure-text.js';
import type { JournalTail, TailReader } from './journal-tail.js';
import type { Lane } from './lane.js';
import { INFRASTRUCTURE_BACKOFF } from './retry-policy.js';

/** A lane with fewer pending events than this reads more. */
const LOW_PENDING_EVENTS = 32;
/** Maximum number of events per lane in one read of lanes that are behind. */
const MAX_EVENTS_PER_LANE = 64;
/**
 * Number of positions that one read of lanes that are behind scans, so that a read stays quick if wanted events are
 * sparse.
 */
const MAX_POSITIONS_PER_READ = 100_000n;

/** A publisher whose journal cannot be read at the moment. Reading the other journals continues. */
interface Outage {
  readonly failures: number;
  readonly problem: string;
  /** Set while the next attempt is delayed. */
  cancelTimer: CancelTimer | undefined;
}

/**
 * Fills the lanes of one subscription: from the tail if they are up to date, by separate reads if they are behind
 * (after a start, a take-over, or because the handler is slower than the publishers).
 */
export class LaneFeed implements TailReader {
  readonly #subscription: EngineSubscription;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #lanes: Iterable<Lane>;
  readonly #onFilled: () => void;
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #logger: EngineLogger;
  readonly #reading = new Map<string, Promise<void>>();
  readonly #outages = new Map<string, Outage>();
  #stopped = false;

  constructor(options: {
    subscription: EngineSubscription;
    tails: ReadonlyMap<string, JournalTail>;
    /** The lanes that this host holds; iterated again for each use. */
    lanes: Iterable<Lane>;
    onFilled: () => void;
    clock: Clock;
    random: Randomness;
    logger: EngineLogger;
  }) {
    this.#subscription = options.subscription;
    this.#tails = options.tails;
    this.#lanes = options.lanes;
    this.#onFilled = options.onFilled;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#logger = options.logger;
  }

  grown(publisher: string, events: readonly JournaledEvent[], from: bigint, upTo: bigint): void {
    const wanted = this.#subscription.publishers.get(publisher);
    if (!wanted) return;
    const current = [...this.#of(publisher)].filter(({ scanned, unsure }) => scanned >= from && !unsure);
    for (const [lane, own] of this.#byLane(current, events, wanted)) lane.accept(own, upTo);
    this.#onFilled();
  }

  /** Reads more events for lanes that run low. */
  refill(): void {
    for (const [publisher, tail] of this.#tails) {
      const { horizon } = tail;
      if (horizon === undefined || this.#reading.has(publisher)) continue;
      if (this.#outages.get(publisher)?.cancelTimer) continue;
      const behind = this.#join(tail, publisher, horizon);
      if (behind.length === 0) continue;
      const reading = this.#catchUp(tail, behind, horizon)
        .then(
          () => void this.#outages.delete(publisher),
          (error: unknown) => this.#failed(publisher, error),
        )
        .finally(() => {
          this.#reading.delete(publisher);
          this.#onFilled();
        });
      this.#reading.set(publisher, reading);
    }
  }

  /** Why lanes that are behind cannot read; `undefined` if they can. */
  problemOf(publisher: string): string | undefined {
    return this.#outages.get(publisher)?.problem;
  }

  /** Resolves when no read is in progress. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancelTimer } of this.#outages.values()) cancelTimer?.();
    await Promise.all(this.#reading.values());
  }

  #failed(publisher: string, error: unknown): void {
    if (this.#stopped) return;
    const failures = (this.#outages.get(publisher)?.failures ?? 0) + 1;
    const outage: Outage = { failures, problem: errorText(error), cancelTimer: undefined };
    outage.cancelTimer = this.#clock.after(INFRASTRUCTURE_BACKOFF(failures, this.#random), () => {
      outage.cancelTimer = undefined;
      this.#onFilled();
    });
    this.#outages.set(publisher, outage);
    if (failures > 1) return;
    const { context, name } = this.#subscription;
    const details = { subscription: `${context}.${name}`, publisher, error: outage.problem };
    this.#logger.warn('A subscription waits: the journal cannot be read', details);
  }

  /**
   * Fills lanes behind the horizon from the events kept by the tail; returns the lanes that need a read of their own.
   */
  #join(tail: JournalTail, publisher: string, horizon: bigint): Lane[] {
    const wanted = this.#subscription.publishers.get(publisher)!;
    const behind: Lane[] = [];
    for (const lane of this.#of(publisher)) {
      if (lane.scanned >= horizon || lane.pending.length >= LOW_PENDING_EVENTS || lane.unsure || lane.leaving) continue;
      const kept = tail.keptSince(lane.scanned);
      if (!kept) behind.push(lane);
      else for (const [, own] of this.#byLane([lane], kept, wanted)) lane.accept(own, horizon);
    }
    return behind;
  }

  async #catchUp(tail: JournalTail, lanes: readonly Lane[], horizon: bigint): Promise<void> {
    const starts = lanes.map((lane) => ({ lane, after: lane.scanned }));
    const first = starts.reduce((least, { after }) => (after < least ? after : least), horizon);
    const upTo = first + MAX_POSITIONS_PER_READ < horizon ? first + MAX_POSITIONS_PER_READ : horizon;
    const names = [...this.#subscription.publishers.get(tail.source.publisher)!];
    const reads = starts.filter(({ after }) => after < upTo);
    const places = reads.map(({ lane, after }) => ({ lane: lane.lane, after }));
    const events = await tail.source.readLanes(places, { upTo, names, limit: MAX_EVENTS_PER_LANE });
    const byLane = groupBy(events, ({ lane }) => lane);
    for (const { lane, after } of reads) {
      if (lane.scanned !== after) continue; // The lane was restarted meanwhile.
      const own = byLane.get(lane.lane) ?? [];
      lane.accept(own, own.length < MAX_EVENTS_PER_LANE ? upTo : own.at(-1)!.position);
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
