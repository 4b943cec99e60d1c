import type { Clock, Randomness } from './clock.js';
import type { Delivery, Failure } from './delivery.js';
import type { EngineLogger, ReportDetails } from './engine-subscription.js';
import { failureText } from './failure-text.js';
import type { JournalTail } from './journal-tail.js';
import type { Lane } from './lane.js';
import type { ParkedEvent } from './ports.js';
import type { RetryPolicy } from './retry-policy.js';

/** Lost connections in a row that an event's handler is forgiven. */
const LOSSES_FORGIVEN = 3;

const INTERRUPTED = 'The process or its database connection ended during the last attempt.';

/** A transaction ends when it ends: an event that is handled alone has no time budget to share. */
const NO_BUDGET = Infinity;

/**
 * Handles events alone, one per transaction, and keeps count of what fails: an event whose handler fails too often is
 * parked. A careful lane counts before it calls the handler, so that a handler that takes the process with it is
 * counted too; elsewhere only failures are counted.
 *
 * The caller has the lane to itself. Failures that are not the event's fault are returned, not counted.
 */
export class Attempts {
  readonly #delivery: Delivery;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #logger: EngineLogger;

  constructor(options: {
    delivery: Delivery;
    tails: ReadonlyMap<string, JournalTail>;
    policy: RetryPolicy;
    clock: Clock;
    random: Randomness;
    logger: EngineLogger;
  }) {
    this.#delivery = options.delivery;
    this.#tails = options.tails;
    this.#policy = options.policy;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#logger = options.logger;
  }

  /** Handles the head of a lane. */
  async head(lane: Lane): Promise<Failure | undefined> {
    const { store } = this.#delivery;
    const event = lane.pending[0]!;
    const queues = lane.blocked.has(event.key);
    if (lane.careful > 0 && !queues) {
      lane.counted ??= await store.countAttempt(lane.lease, event.position);
      if (lane.counted > this.#policy.maxAttempts) {
        await this.#park(lane, lane.counted - 1, INTERRUPTED);
        return undefined;
      }
    }
    const failure = await this.#delivery.shares([{ lane, count: 1 }], NO_BUDGET, () => false);
    if (failure?.kind === 'infrastructure' && failure.culprit) this.#suspect(lane);
    if (failure?.kind !== 'handler') return failure;

    const attempts = lane.counted ?? (await store.countAttempt(lane.lease, event.position));
    lane.counted = undefined;
    lane.careful = Math.max(1, lane.careful);
    const lastError = failureText(failure.error, event);
    if (attempts >= this.#policy.maxAttempts) await this.#park(lane, attempts, lastError);
    else {
      const retryIn = this.#policy.delayAfter(attempts, this.#random);
      lane.retryAt = this.#clock.now() + retryIn;
      const details = { ...this.#describe(lane), event: event.eventId, attempts, retryIn, error: lastError };
      this.#logger.warn('An event could not be handled; trying again', details);
    }
    return undefined;
  }

  /** Handles a parked event again. */
  async parked(lane: Lane, parked: ParkedEvent): Promise<Failure | undefined> {
    const { store } = this.#delivery;
    const event = await this.#tails.get(lane.publisher)!.source.readOne(parked.position);
    if (!event) {
      await store.postponeParked(parked, 'The journal of the publisher no longer has this event.', undefined);
      return undefined;
    }
    const before = lane.countedParked?.position === parked.position ? lane.countedParked.attempts : undefined;
    const attempts = before ?? (await store.countParkedAttempt(parked));
    if (attempts === undefined) return undefined;
    lane.countedParked = { position: parked.position, attempts };
    if (attempts > this.#policy.maxAttempts) {
      await store.postponeParked(parked, INTERRUPTED, undefined);
      return undefined;
    }
    const outcome = await this.#delivery.again(lane, parked, event);
    if ('moreOfKey' in outcome) {
      lane.countedParked = undefined;
      lane.hindrances = 0;
      if (!outcome.moreOfKey) lane.blocked.delete(parked.key);
      return undefined;
    }
    if (outcome.kind === 'stale') return undefined; // Dropped, or handled by another host.
    if (outcome.kind !== 'handler') return outcome;

    lane.countedParked = undefined;
    const over = attempts >= this.#policy.maxAttempts;
    const retryIn = over ? undefined : this.#policy.delayAfter(attempts, this.#random);
    const lastError = failureText(outcome.error, event);
    await store.postponeParked(parked, lastError, retryIn);
    const details = { ...this.#describe(lane), event: event.eventId, attempts, error: lastError };
    this.#logger.warn(over ? 'A parked event failed again and waits' : 'A parked event failed again', details);
    return undefined;
  }

  /**
   * A handler lost its connection. Usually that is the database's fault; but where counting works each time and the
   * handler never does, it is the handler that ends the connection, and from now on its attempts count.
   */
  #suspect(lane: Lane): void {
    lane.careful = Math.max(1, lane.careful);
    if (++lane.hindrances > LOSSES_FORGIVEN) lane.counted = undefined;
  }

  async #park(lane: Lane, attempts: number, lastError: string): Promise<void> {
    const { eventId, key } = lane.pending[0]!;
    await this.#delivery.park(lane, attempts, lastError);
    const details = { ...this.#describe(lane), event: eventId, key, attempts, error: lastError };
    this.#logger.error('An event is parked with its key; later events of the key queue behind it', details);
  }

  #describe(lane: Lane): ReportDetails {
    const { context, name } = this.#delivery.subscription;
    return { subscription: `${context}.${name}`, publisher: lane.publisher, lane: lane.lane };
  }
}
