import { isThrown, type JournaledEvent } from '@multilith/data';
import type { Clock } from './clock.js';
import type { EngineSubscription } from './engine-subscription.js';
import type { FailureRecord } from './failure-text.js';
import type { Lane } from './lane.js';
import type { CursorMove, FailureKind, ParkedEvent, ParkedRef, SubscriptionStore } from './ports.js';
import { StaleLeaseError } from './stale-lease.error.js';

/** Events of one lane for one transaction: the first `count` of its pending ones. */
export interface Share {
  readonly lane: Lane;
  readonly count: number;
}

/** A transaction that did not commit. */
export interface Failure {
  readonly error: unknown;
  /** `stale`: another host has the lane. `stopped`: the subscription can read no event of the publisher. */
  readonly kind: FailureKind | 'stale' | 'stopped';
  /** The event whose handler threw; `undefined` if something else failed. */
  readonly culprit: Culprit | undefined;
  /** If it is `stopped`: position of the first event that is not handled. */
  readonly from?: bigint;
}

/** The event whose handler threw. */
export interface Culprit {
  readonly lane: Lane;
  /** Place in the lane's share. */
  readonly index: number;
  /** Whether it was the first event of the transaction, so that it would have failed alone as well. */
  readonly first: boolean;
}

/** Delivers events to the handler of a subscription and moves the cursor in the same transaction. */
export class Delivery {
  readonly subscription: EngineSubscription;
  readonly store: SubscriptionStore;
  readonly #clock: Clock;

  constructor(subscription: EngineSubscription, store: SubscriptionStore, clock: Clock) {
    this.subscription = subscription;
    this.store = store;
    this.#clock = clock;
  }

  /**
   * Handles shares of several lanes in one transaction. Lanes change only after it has committed, since a store may
   * run the work more than once.
   *
   * @param budget milliseconds after which no further event is started
   * @returns the failure; `undefined` if the transaction has committed
   */
  async shares(shares: readonly Share[], budget: number, stopping: () => boolean): Promise<Failure | undefined> {
    let culprit: Failure['culprit'];
    let completing = false;
    try {
      const done = await this.store.transact(async (tx) => {
        const until = this.#clock.now() + budget;
        const steps: { lane: Lane; count: number; move: CursorMove }[] = [];
        const queued: ParkedEvent[] = [];
        let handled = 0;
        const isOver = (): boolean => handled > 0 && (stopping() || this.#clock.now() >= until);
        for (const { lane, count } of shares) {
          let index = 0;
          for (; index < count && !isOver(); index++) {
            const event = lane.pending[index]!;
            if (lane.blocked.has(event.key)) queued.push(this.#waiting(lane, event));
            else {
              culprit = { lane, index, first: handled === 0 };
              await this.subscription.deliver(event, tx);
            }
            handled++;
          }
          if (index > 0 || count === 0) steps.push({ lane, count: index, move: lane.moveBy(index) });
        }
        culprit = undefined;
        const moves = steps.map(({ move }) => move);
        completing = true;
        await this.subscription.complete?.(moves, tx);
        completing = false;
        if (queued.length > 0) await tx.park(queued);
        await tx.advance(moves);
        return steps;
      });
      for (const { lane, count, move } of done) lane.moved(count, move);
      return undefined;
    } catch (error) {
      return { error, kind: this.#kindOf(error, completing || culprit !== undefined), culprit };
    }
  }

  /** Retries a parked event. Returns a failure, or whether more events of its key are parked. */
  async again(lane: Lane, parked: ParkedRef, event: JournaledEvent): Promise<Failure | { moreOfKey: boolean }> {
    let culprit: Failure['culprit'];
    try {
      return await this.store.transact(async (tx) => {
        culprit = { lane, index: 0, first: true };
        await this.subscription.deliver(event, tx);
        culprit = undefined;
        return tx.removeParked(parked);
      });
    } catch (error) {
      return { error, kind: this.#kindOf(error, culprit !== undefined), culprit };
    }
  }

  /** Parks the head of a lane; later events of its key will queue behind it. */
  async park(lane: Lane, attempts: number, { text, stack, reason }: FailureRecord): Promise<void> {
    const event = lane.pending[0]!;
    const move = lane.moveBy(1);
    const failed = { attempts, reason, lastError: text, lastStack: stack };
    const parked: ParkedEvent = { ...this.#waiting(lane, event), status: 'parked', ...failed };
    await this.store.transact(async (tx) => {
      await tx.park([parked]);
      await tx.advance([move]);
    });
    lane.blocked.add(event.key);
    lane.moved(1, move);
  }

  /** Stores cursors that have only passed unwanted events. */
  async pass(lanes: readonly Lane[]): Promise<Failure | undefined> {
    return this.shares(
      lanes.map((lane) => ({ lane, count: 0 })),
      0,
      () => false,
    );
  }

  #waiting(lane: Lane, event: JournaledEvent): ParkedEvent {
    const { subscription, publisher } = lane.lease;
    const { key, position, eventId, name, version } = event;
    const ref = { subscription, publisher, lane: lane.lane, key, position };
    const failed = { reason: undefined, attempts: 0, lastError: undefined, lastStack: undefined };
    return { ...ref, eventId, name, version, status: 'waiting', ...failed };
  }

  #kindOf(error: unknown, fromHandler: boolean): Failure['kind'] {
    if (isThrown(error, StaleLeaseError)) return 'stale';
    const kind = fromHandler ? this.subscription.failureKind?.(error) : undefined;
    return kind ?? this.store.failureKind(error, fromHandler);
  }
}
