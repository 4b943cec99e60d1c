import { Attempts } from './attempts.js';
import { planBatch } from './batch-plan.js';
import type { CancelTimer, Clock, Randomness } from './clock.js';
import type { MultilithError } from '@multilith/contract';
import { isThrown, groupBy } from '@multilith/data';
import { Delivery, type Failure, type Share } from './delivery.js';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import type { EngineTiming } from './engine-timing.js';
import { JournalUnavailableError } from './journal-unavailable.error.js';
import type { JournalTail, TailReader } from './journal-tail.js';
import { Lane } from './lane.js';
import { LaneFeed } from './lane-feed.js';
import { ParkedReview } from './parked-review.js';
import type { LaneLease, ParkedEvent, SubscriptionStore, TakenLease } from './ports.js';
import type { RetryPolicy } from './retry-policy.js';
import { Setbacks } from './setbacks.js';
import { StaleLeaseError } from './stale-lease.error.js';
import { Standstills } from './standstills.js';
import { UnreadableHistory } from './unreadable-history.js';

/** Options of a runner. */
export interface RunnerOptions {
  readonly subscription: EngineSubscription;
  readonly store: SubscriptionStore;
  /** Tails of its publishers, by context. */
  readonly tails: ReadonlyMap<string, JournalTail>;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly timing: EngineTiming;
  readonly policy: RetryPolicy;
  readonly logger: EngineLogger;
}

const laneKey = ({ publisher, lane }: { publisher: string; lane: number }): string => `${publisher}/${lane}`;

/**
 * Runs one subscription on this host: decides which lanes work, which share a batch, and when a failed lane may
 * continue. `pump` is called whenever work may have become possible; it starts all possible work and returns.
 */
export class SubscriptionRunner implements TailReader {
  readonly subscription: EngineSubscription;
  readonly #options: RunnerOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #delivery: Delivery;
  readonly #attempts: Attempts;
  readonly #feed: LaneFeed;
  readonly #review: ParkedReview;
  readonly #standstills: Standstills;
  readonly #setbacks: Setbacks;
  readonly #inFlight = new Set<Promise<void>>();
  /** Asks the lease keeper to read cursors and parked events now. Set by the lease keeper. */
  askKeeper: () => void = () => {};
  #batching = false;
  #alone = 0;
  #turn = 0;
  #cancelTimer: CancelTimer | undefined;
  #stopping = false;
  #keeperIsNeeded = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.subscription = options.subscription;
    this.#delivery = new Delivery(options.subscription, options.store, options.clock);
    const history = new UnreadableHistory({ ...options, heads: (publisher) => this.#headsOf(publisher) });
    this.#attempts = new Attempts({ ...options, delivery: this.#delivery, history });
    this.#review = new ParkedReview(options);
    this.#standstills = new Standstills(options);
    this.#setbacks = new Setbacks(options);
    this.#feed = new LaneFeed({
      subscription: options.subscription,
      tails: options.tails,
      lanes: { [Symbol.iterator]: () => this.#lanes.values() },
      onFilled: () => this.pump(),
      clock: options.clock,
      random: options.random,
      logger: options.logger,
    });
  }

  get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  get laneCount(): number {
    return this.#lanes.size;
  }

  /** Returns why the events of a publisher are not being handled; `undefined` if they are. */
  stalledBecause(publisher: string): string | undefined {
    return (
      this.#standstills.reasonOf(publisher) ??
      this.#feed.problemOf(publisher) ??
      this.#options.tails.get(publisher)?.problem
    );
  }

  /** The publishers whose events this host has stopped handling, with code, problem and remedy. */
  get stopped(): ReadonlyMap<string, string> {
    return this.#standstills.stopped;
  }

  grown(...args: Parameters<TailReader['grown']>): void {
    this.#feed.grown(...args);
  }

  adopt(leases: readonly TakenLease[]): void {
    for (const lease of leases) {
      this.#lanes.set(laneKey(lease), new Lane(lease, lease, this.#options.tails.get(lease.publisher)!.looks));
      if (lease.blockedKeys.length > 0) this.#review.request(lease.publisher);
    }
    this.pump();
  }

  lane(id: { publisher: string; lane: number }): Lane | undefined {
    return this.#lanes.get(laneKey(id));
  }

  /** Removes a lane whose lease is lost or released. */
  drop(lane: Lane): void {
    this.#lanes.delete(laneKey(lane));
  }

  /** Marks surplus lanes for release; busy lanes are released when their work is done. */
  keepAtMost(count: number): void {
    const staying = [...this.#lanes.values()].filter(({ leaving }) => !leaving);
    const idleFirst = staying.sort((a, b) => Number(a.busy) - Number(b.busy));
    for (const lane of idleFirst.slice(0, Math.max(0, staying.length - count))) lane.leaving = true;
  }

  /** Removes the idle lanes that are marked for release and returns their leases. */
  takeLeaving(): LaneLease[] {
    const gone = [...this.#lanes.values()].filter(({ leaving, busy }) => leaving && !busy);
    for (const lane of gone) this.drop(lane);
    return gone.map(({ lease }) => lease);
  }

  /** Takes the parked events that the store has listed as due. */
  offerParked(due: readonly ParkedEvent[]): void {
    const byLane = groupBy(due, laneKey);
    for (const [key, lane] of this.#lanes) if (!lane.busy) lane.due = byLane.get(key) ?? [];
    if (due.length > 0) this.pump();
  }

  /** Stores cursors that have passed unwanted events. */
  passUnwanted(): void {
    const now = this.#options.clock.now();
    if (now < this.#setbacks.pausedUntil || this.#stopping) return;
    const passed = this.#freeLanes(now).filter((lane) => lane.pending.length === 0 && lane.scanned > lane.position);
    if (passed.length > 0)
      this.#start(passed, async () => this.#concludeWithoutAttempt(passed, await this.#delivery.pass(passed)));
  }

  /** Looks for events that were parked as unreadable and can be read here. */
  reviewParked(): void {
    if (!this.#stopping) this.#review.start((id) => this.lane(id) !== undefined, this.askKeeper);
  }

  /** Stalls publishers whose cursors belong to another epoch of the journal. */
  checkEpochs(): void {
    for (const [publisher, tail] of this.#options.tails) {
      const lanes = [...this.#lanes.values()].filter((lane) => lane.publisher === publisher);
      this.#standstills.checkEpoch(publisher, tail, lanes);
    }
  }

  /** Starts all work that can start now. */
  pump(): void {
    if (this.#stopping) return;
    // One reading of the clock for both: a lane that is not due by this reading gets the timer and is not forgotten.
    const now = this.#options.clock.now();
    if (now >= this.#setbacks.pausedUntil) {
      this.#feed.refill();
      this.#startAlone(now);
      this.#startBatch(now);
    }
    this.#setTimer(now);
  }

  /** Finishes running work; no new work is started. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelTimer?.();
    await this.#feed.stop();
    await this.#review.stop();
    await Promise.all(this.#inFlight);
  }

  #freeLanes(now: number): Lane[] {
    return [...this.#lanes.values()].filter((lane) => lane.isFree(now) && !this.#standstills.hold(lane));
  }

  #startAlone(now: number): void {
    const { timing } = this.#options;
    for (const lane of this.#freeLanes(now)) {
      if (this.#alone >= timing.parallel) return;
      const [parked] = lane.due;
      const alone = lane.careful > 0 || this.subscription.batch === 1 || this.#readableIn(lane, 1) === 0;
      if (!parked && !(alone && lane.pending.length > 0)) continue;
      this.#alone++;
      this.#start([lane], async () => {
        try {
          lane.due = lane.due.slice(1);
          const failure = await (parked ? this.#attempts.parked(lane, parked) : this.#attempts.head(lane));
          this.#concludeWithoutAttempt([lane], failure);
        } finally {
          this.#alone--;
          if (parked) this.#keeperIsNeeded = true; // The next event of its key may be due.
        }
      });
    }
  }

  #startBatch(now: number): void {
    const { batch } = this.subscription;
    if (this.#batching || batch === 1) return;
    const ready = this.#freeLanes(now).filter(
      (lane) => lane.pending.length > 0 && !lane.careful && !lane.due.length && this.#readableIn(lane, 1) > 0,
    );
    if (ready.length === 0) return;
    const shares = planBatch(ready, batch, this.#turn++).map(({ lane, count }): Share => ({
      lane,
      count: this.#readableIn(lane, count),
    }));
    const lanes = shares.map(({ lane }) => lane);
    this.#batching = true;
    this.#start(lanes, async () => {
      const { batchBudget } = this.#options.timing;
      const failure = await this.#delivery.shares(shares, batchBudget, () => this.#stopping);
      this.#batching = false;
      // It was the first of its transaction, so handling it alone would fail the same way.
      const { kind, culprit } = failure ?? {};
      const isFinal = kind === 'permanent' || kind === 'unreadable';
      if (failure && isFinal && culprit?.first)
        this.#concludeWithoutAttempt([culprit.lane], await this.#attempts.refused(culprit.lane, failure));
      else if (failure && (kind === 'handler' || isFinal)) this.#separate(shares, failure);
      else this.#concludeWithoutAttempt(lanes, failure);
    });
  }

  /** Returns how many of the first pending events come before one that cannot be read. */
  #readableIn({ pending, blocked }: Lane, count: number): number {
    const unreadable = pending
      .slice(0, count)
      .findIndex((event) => !blocked.has(event.key) && this.subscription.unreadableBecause?.(event));
    return unreadable < 0 ? count : unreadable;
  }

  #headsOf(publisher: string): bigint[] {
    const lanes = [...this.#lanes.values()].filter((lane) => lane.publisher === publisher);
    return lanes.flatMap(({ pending: [head] }) => (head ? [head.position] : []));
  }

  /** Starts work with exclusive use of some lanes. Errors that it throws do not come from a handler. */
  #start(lanes: readonly Lane[], work: () => Promise<void>): void {
    for (const lane of lanes) lane.busy = true;
    const job: Promise<void> = work()
      .catch((error: unknown) => this.#concludeWithoutAttempt(lanes, this.#failureOutside(error)))
      .finally(() => {
        for (const lane of lanes) lane.busy = false;
        this.#inFlight.delete(job);
        if (this.#keeperIsNeeded || lanes.some(({ unsure }) => unsure)) this.askKeeper();
        this.#keeperIsNeeded = false;
        this.pump();
      });
    this.#inFlight.add(job);
  }

  /** After a failed batch: the failed event is handled alone, the rest as before. */
  #separate(shares: readonly Share[], { culprit }: Failure): void {
    if (culprit) culprit.lane.careful = Math.max(culprit.lane.careful, culprit.index + 1);
    else for (const { lane, count } of shares) lane.careful = Math.max(lane.careful, count);
  }

  /** Updates lanes after a transaction whose failure does not count as an attempt. */
  #concludeWithoutAttempt(lanes: readonly Lane[], failure: Failure | undefined): void {
    if (!failure) {
      this.#setbacks.reset();
      return;
    }
    const { kind, culprit, error, from = 0n } = failure;
    if (kind === 'stopped') {
      this.#standstills.stop(lanes[0]!.publisher, { error: error as MultilithError, from });
      this.#keeperIsNeeded = true; // It records the stop.
      return;
    }
    // A failure outside the handler may have come after the commit: only the stored cursor shows that.
    if (kind === 'stale' || !culprit) for (const lane of lanes) lane.unsure = true;
    if (kind === 'infrastructure') this.#setbacks.pause('its database cannot be used', error);
    if (kind === 'contention' || kind === 'unavailable') this.#setbacks.hinder(lanes, kind, failure);
  }

  #failureOutside(error: unknown): Failure {
    if (isThrown(error, JournalUnavailableError)) return { error, kind: 'unavailable', culprit: undefined };
    const kind = isThrown(error, StaleLeaseError) ? 'stale' : this.#options.store.failureKind(error, false);
    return { error, kind: kind === 'handler' ? 'infrastructure' : kind, culprit: undefined };
  }

  /** Sets a timer for the earliest `retryAt` of the lanes that have to wait at `now`. */
  #setTimer(now: number): void {
    const { clock } = this.#options;
    const times = [...this.#lanes.values()].map(({ retryAt }) => retryAt);
    const next = Math.min(...[this.#setbacks.pausedUntil, ...times].filter((time) => time > now));
    this.#cancelTimer?.();
    this.#cancelTimer = Number.isFinite(next) ? clock.after(next - now, () => this.pump()) : undefined;
  }
}
