import { isThrown, type JournaledEvent } from '@multilith/data';
import type { Clock, Randomness } from './clock.js';
import type { Delivery, Failure } from './delivery.js';
import type { EngineLogger, ReportDetails } from './engine-subscription.js';
import { failureRecord, type FailureRecord } from './failure-text.js';
import type { JournalTail } from './journal-tail.js';
import type { Lane } from './lane.js';
import type { ParkedReason } from './parked-reason.js';
import type { ParkedEvent } from './ports.js';
import type { RetryPolicy } from './retry-policy.js';
import { StaleLeaseError } from './stale-lease.error.js';
import type { UnreadableHistory } from './unreadable-history.js';

/** Consecutive lost connections after which further ones count as attempts of the event. */
const MAX_UNCOUNTED_LOSSES = 3;

const INTERRUPTED = record('interrupted', 'The process or its database connection ended during the last attempt.');
const GONE = record('missing', 'The journal of the publisher no longer has this event.');
/** Guards against a journal row that was changed to look like an event of another publisher. */
const UNWANTED = record(
  'missing',
  'The journal of the publisher has an event there that this subscription does not want.',
);
/** Stored in place of a failure text that the store rejects. */
const NOT_STORABLE = 'What the handler threw cannot be stored; the log of its host has it.';

/** Number of attempts that an unreadable event is parked with: reading it once is enough. */
const READ_ATTEMPTS = 1;

/** No time budget: an event that is handled alone shares its transaction with no other. */
const NO_BUDGET = Infinity;

/**
 * Handles events alone, one per transaction, and counts failed attempts: an event whose handler fails too often is
 * parked. A careful lane counts before it calls the handler, so that a handler that crashes the process is counted too;
 * other lanes count only failures.
 *
 * The caller has exclusive use of the lane. Failures that the event did not cause are returned, not counted.
 */
export class Attempts {
  readonly #delivery: Delivery;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #logger: EngineLogger;
  readonly #history: UnreadableHistory;

  constructor(options: {
    delivery: Delivery;
    history: UnreadableHistory;
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
    this.#history = options.history;
  }

  /** Handles the head of a lane. */
  async head(lane: Lane): Promise<Failure | undefined> {
    const { store } = this.#delivery;
    const event = lane.pending[0]!;
    const queues = lane.blocked.has(event.key);
    const unreadable = queues ? undefined : this.#delivery.subscription.unreadableBecause?.(event);
    if (unreadable) return this.#unreadable(lane, unreadable);
    if (lane.careful > 0 && !queues) {
      lane.counted ??= await store.countAttempt(lane.lease, event.position);
      if (lane.counted > this.#policy.maxAttempts) {
        await this.#park(lane, lane.counted - 1, interrupted(lane));
        return undefined;
      }
    }
    const failure = await this.#delivery.shares([{ lane, count: 1 }], NO_BUDGET, () => false);
    if (failure?.kind === 'infrastructure' && failure.culprit) this.#suspect(lane, failure.error);
    if (failure?.kind === 'permanent' || failure?.kind === 'unreadable') return this.refused(lane, failure);
    if (failure?.kind !== 'handler') return failure;
    await this.#failed(lane, failure.error);
    return undefined;
  }

  /** Parks the head of a lane after a failure that no other attempt changes; returns one that ends all attempts. */
  async refused(lane: Lane, { kind, error }: Failure): Promise<Failure | undefined> {
    if (kind === 'unreadable') return this.#unreadable(lane, error);
    const event = lane.pending[0]!;
    const attempts = lane.counted ?? (await this.#delivery.store.countAttempt(lane.lease, event.position));
    await this.#park(lane, attempts, this.#recordOf(error, event));
    return undefined;
  }

  async #unreadable(lane: Lane, error: unknown): Promise<Failure | undefined> {
    const event = lane.pending[0]!;
    const stop = await this.#history.reasonToStop(lane.publisher, event);
    if (stop) return { kind: 'stopped', culprit: undefined, error: stop.error, from: stop.from };
    await this.#park(lane, READ_ATTEMPTS, this.#recordOf(error, event, 'unreadable'));
    return undefined;
  }

  async #failed(lane: Lane, error: unknown): Promise<void> {
    const event = lane.pending[0]!;
    const attempts = lane.counted ?? (await this.#delivery.store.countAttempt(lane.lease, event.position));
    lane.counted = undefined;
    lane.careful = Math.max(1, lane.careful);
    const failure = this.#recordOf(error, event);
    if (attempts >= this.#policy.maxAttempts) return this.#park(lane, attempts, failure);
    const retryInMs = this.#policy.delayAfter(attempts, this.#random);
    lane.retryAt = this.#clock.now() + retryInMs;
    this.#reportRetry('An event could not be handled; trying again', attempts, {
      ...this.#describe(lane, event, failure),
      attempts,
      retryInMs,
    });
  }

  /** Handles a parked event again. */
  async parked(lane: Lane, parked: ParkedEvent): Promise<Failure | undefined> {
    const { store } = this.#delivery;
    const event = await this.#tails.get(lane.publisher)!.source.readOne(parked.position);
    const wanted = this.#delivery.subscription.publishers.get(lane.publisher);
    if (!event || !wanted?.has(event.name)) {
      await store.postponeParked(parked, event ? UNWANTED : GONE, undefined);
      return undefined;
    }
    const before = lane.countedParked?.position === parked.position ? lane.countedParked.attempts : undefined;
    const attempts = before ?? (await store.countParkedAttempt(parked));
    if (attempts === undefined) return undefined;
    lane.countedParked = { position: parked.position, attempts };
    if (attempts > this.#policy.maxAttempts) {
      await store.postponeParked(parked, interrupted(lane), undefined);
      return undefined;
    }
    const unreadable = this.#delivery.subscription.unreadableBecause?.(event);
    const outcome = unreadable
      ? ({ kind: 'unreadable', error: unreadable, culprit: undefined } as const)
      : await this.#delivery.again(lane, parked, event);
    if ('moreOfKey' in outcome) {
      lane.countedParked = undefined;
      lane.lost = undefined;
      lane.hindrances = 0;
      if (!outcome.moreOfKey) lane.blocked.delete(parked.key);
      return undefined;
    }
    if (outcome.kind === 'stale') return undefined; // Dropped, or handled by another host.
    const { kind, error } = outcome;
    if (kind !== 'handler' && kind !== 'permanent' && kind !== 'unreadable') return outcome;

    lane.countedParked = undefined;
    const over = kind !== 'handler' || attempts >= this.#policy.maxAttempts;
    await this.#postpone(lane, parked, event, {
      failure: this.#recordOf(error, event, kind === 'unreadable' ? kind : 'failed'),
      attempts,
      retryInMs: over ? undefined : this.#policy.delayAfter(attempts, this.#random),
    });
    return undefined;
  }

  async #postpone(
    lane: Lane,
    parked: ParkedEvent,
    event: JournaledEvent,
    { failure, attempts, retryInMs }: { failure: FailureRecord; attempts: number; retryInMs: number | undefined },
  ): Promise<void> {
    const { store } = this.#delivery;
    await this.#stored(failure, (storable) => store.postponeParked(parked, storable, retryInMs));
    const details = { ...this.#describe(lane, event, failure), attempts };
    if (retryInMs !== undefined)
      return this.#reportRetry('A parked event failed again; trying again', attempts, { ...details, retryInMs });
    this.#logger.error('A parked event failed again and stays parked', { ...details, next: this.#nextStep(event) });
  }

  /**
   * Handles a connection lost inside a handler. Usually the database is the cause. But if counting attempts works each
   * time and the handler fails each time, the handler itself ends the connection, and its attempts count from then on.
   */
  #suspect(lane: Lane, error: unknown): void {
    lane.careful = Math.max(1, lane.careful);
    lane.lost = this.#recordOf(error, lane.pending[0]!);
    if (++lane.hindrances > MAX_UNCOUNTED_LOSSES) lane.counted = undefined;
  }

  async #park(lane: Lane, attempts: number, failure: FailureRecord): Promise<void> {
    const event = lane.pending[0]!;
    await this.#stored(failure, (storable) => this.#delivery.park(lane, attempts, storable));
    this.#logger.error('An event is parked with its key; later events of the key queue behind it', {
      ...this.#describe(lane, event, failure),
      attempts,
      next: this.#nextStep(event),
    });
  }

  /** Stores a failure, or a placeholder if the store rejects it, so that later events are not blocked. */
  async #stored(failure: FailureRecord, store: (storable: FailureRecord) => Promise<void>): Promise<void> {
    try {
      await store(failure);
    } catch (error) {
      const isRefusal =
        !isThrown(error, StaleLeaseError) && this.#delivery.store.failureKind(error, false) === 'handler';
      if (!isRefusal) throw error;
      await store(record(failure.reason, NOT_STORABLE));
    }
  }

  /** Logs the first failure as a warning and the following ones at debug level. */
  #reportRetry(message: string, attempts: number, details: ReportDetails): void {
    if (attempts === 1) this.#logger.warn(message, details);
    else this.#logger.debug(message, details);
  }

  #recordOf(error: unknown, event: JournaledEvent, reason: ParkedReason = 'failed'): FailureRecord {
    const { subscription } = this.#delivery;
    return failureRecord(error, (text) => subscription.hide?.(event, text, error) ?? text, reason);
  }

  #describe(lane: Lane, event: JournaledEvent, { text, stack }: FailureRecord): ReportDetails {
    const { context, name } = this.#delivery.subscription;
    const { eventId, key, headers } = event;
    return {
      context,
      subscription: name,
      publisher: lane.publisher,
      lane: lane.lane,
      event: event.name,
      eventId,
      key,
      trace: headers.trace.traceId,
      error: text,
      ...(stack === undefined ? {} : { stack }),
    };
  }

  #nextStep({ eventId }: JournaledEvent): string {
    const { context, name } = this.#delivery.subscription;
    return `Mend the cause, then: npm run multilith -- retry ${context}/${name} --event ${eventId} (or drop)`;
  }
}

/** The failure of an event whose attempts all ended with the process or the connection. */
const interrupted = ({ lost }: Lane): FailureRecord => (lost ? { ...lost, reason: 'interrupted' } : INTERRUPTED);

function record(reason: ParkedReason, text: string): FailureRecord {
  return { text, stack: undefined, reason };
}
