import type { JournaledEvent, UnitOfWork } from '@multilith/data';
import type { FailureRecord } from './failure-text.js';
import type { ParkedReason, ParkedReasons } from './parked-reason.js';

/** The end of a journal at one moment. */
export interface JournalMark {
  /** Identifies the history of positions; changes after a restore or a move that renumbers positions. */
  readonly epoch: string;
  /** The highest position assigned so far; 0 for an empty journal. */
  readonly head: bigint;
  /** Transactions that may still commit at a position up to `head`; usually none. */
  readonly writers: readonly string[];
  /** The first events up to `head`, if they were asked for and are stable. */
  readonly events?: readonly JournaledEvent[] | undefined;
}

/** A position in one lane. */
export interface LanePosition {
  readonly lane: number;
  readonly after: bigint;
}

/** A range of a journal to read. Positions up to `upTo` must be stable: no open transaction may still commit there. */
export interface JournalSlice {
  readonly upTo: bigint;
  /** Names of the wanted events; others are left out. */
  readonly names: readonly string[];
  /** Maximum number of events to return (`readLanes`: per lane). */
  readonly limit: number;
}

/**
 * The journal of one publisher. Implementations read it from its tables, from its host over the network, or from
 * memory.
 */
export interface JournalSource {
  readonly publisher: string;
  /** Milliseconds between polls without a wake-up. Default: `EngineTiming.pollInterval`. */
  readonly pollInterval?: number;
  /**
   * Returns the end of the journal: reads `head` first, `writers` afterwards.
   * @param known a stable position; if the head is not beyond it, writers need not be listed
   * @param wanted events after `known` that may be returned with it; a source for which that saves no time ignores it
   */
  mark(known?: bigint, wanted?: Omit<JournalSlice, 'upTo'>): Promise<JournalMark>;
  /** Returns the writers that have not ended yet. */
  unfinished(writers: readonly string[]): Promise<readonly string[]>;
  /** Returns events of all lanes after a position, in ascending position. */
  read(after: bigint, slice: JournalSlice): Promise<readonly JournaledEvent[]>;
  /** Returns events of some lanes, each after its own position, ascending within a lane. */
  readLanes(lanes: readonly LanePosition[], slice: JournalSlice): Promise<readonly JournaledEvent[]>;
  /** Returns the event at a position; `undefined` for a position without an event. */
  readOne(position: bigint): Promise<JournaledEvent | undefined>;
  /** Counts the events with these names after the cursors, up to `limit`. */
  countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog>;
}

/** The backlog of a subscription. */
export interface Backlog {
  readonly count: number;
  /** When the oldest event of the backlog occurred; `undefined` without a backlog. */
  readonly oldest: Date | undefined;
}

/** Identifies a lane of a subscription: the unit of order, of leases and of cursors. */
export interface LaneId {
  readonly subscription: string;
  readonly publisher: string;
  readonly lane: number;
}

/** The right to work on a lane, and the position of its cursor. */
export interface LaneLease extends LaneId {
  /** Fencing token: grows at every take-over; a cursor moves only with the current token. */
  readonly token: bigint;
  readonly position: bigint;
  /** Epoch of the journal that `position` belongs to. */
  readonly epoch: string;
  /** Attempts counted for the event `attemptPosition`; stored, so that they survive a crash of the host. */
  readonly attempts: number;
  readonly attemptPosition: bigint | undefined;
}

/** A lease that was just taken. */
export interface TakenLease extends LaneLease {
  /** Whether it was taken over from a crashed host; one of the next events may have caused the crash. */
  readonly suspect: boolean;
  /** Keys that have parked events: later events of these keys queue behind them. */
  readonly blockedKeys: readonly string[];
}

/** A cursor move, made only if position and token are still `from` and `token` (compare-and-set). */
export interface CursorMove extends LaneId {
  readonly token: bigint;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * `parked` waits for an operator, `retry` is scheduled for another attempt, `waiting` is queued behind an earlier event
 * of its key.
 */
export type ParkedStatus = 'parked' | 'waiting' | 'retry';

/** Identifies a parked event. */
export interface ParkedRef extends LaneId {
  readonly key: string;
  readonly position: bigint;
}

/** A parked event, as the engine sees it. */
export interface ParkedEvent extends ParkedRef {
  readonly eventId: string;
  /** Wire name of the event. */
  readonly name: string;
  /** Version in which it is stored; `undefined` for one that was parked before versions were recorded. */
  readonly version: number | undefined;
  readonly status: ParkedStatus;
  /** Why it was parked; `undefined` for a queued event. */
  readonly reason: ParkedReason | undefined;
  readonly attempts: number;
  /** Error of the last attempt, in one line; `undefined` for a queued event. */
  readonly lastError: string | undefined;
  /** Stack of the error of the last attempt. */
  readonly lastStack: string | undefined;
}

/** A parked event as operators see it. */
export interface ParkedEventRow extends ParkedEvent {
  readonly parkedAt: Date;
  /** When its first attempt failed; `undefined` for a queued event. */
  readonly firstFailedAt: Date | undefined;
  /** When its last attempt failed; `undefined` for a queued event. */
  readonly lastFailedAt: Date | undefined;
}

/** One transaction in the subscriber's store. */
export interface SubscriptionTransaction {
  /** The transaction itself, for the handler's repositories; `undefined` in stores without one. */
  readonly unitOfWork: UnitOfWork | undefined;
  /**
   * Moves cursors as the last step before the commit.
   * @throws StaleLeaseError, here or at the commit, if a cursor has moved or its lease has been taken over
   */
  advance(moves: readonly CursorMove[]): Promise<void>;
  park(events: readonly ParkedEvent[]): Promise<void>;
  /**
   * Deletes a parked event, in the transaction of the effects of its handler.
   * @returns whether more events of its key are parked
   * @throws StaleLeaseError if it was deleted or waits for an operator
   */
  removeParked(parked: ParkedRef): Promise<{ readonly moreOfKey: boolean }>;
}

/** A subscription and one publisher, as the context declares it. */
export interface SubscriptionRegistration {
  readonly subscription: string;
  readonly publisher: string;
  /** Names of the wanted events. */
  readonly events: readonly string[];
  /** Where lanes without a cursor begin; not needed if every lane has a cursor. */
  readonly begin: { readonly epoch: string; readonly position: bigint } | undefined;
}

/** A subscription and one of the contexts whose events it wants. */
export interface SubscribedPublisher {
  readonly subscription: string;
  readonly publisher: string;
}

/** The result of a renewal of the leases. */
export interface LeaseView {
  /** The leases that this host holds, with their cursors. */
  readonly held: readonly LaneLease[];
  /** Every cursor of the subscriptions, whichever host holds it. */
  readonly cursors: readonly (LaneId & { readonly position: bigint })[];
  /** Lanes per subscription that no live host holds. */
  readonly free: ReadonlyMap<string, number>;
  /** Live hosts per subscription, in an order that all hosts agree on. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

/** The number of parked events of a subscription and publisher. */
export interface ParkedCount {
  readonly subscription: string;
  readonly publisher: string;
  readonly parked: number;
  /** The parked events by reason; they add up to `parked`. */
  readonly reasons: ParkedReasons;
  readonly queued: number;
}

/** A subscription that has stopped handling the events of a publisher, because it can read none of them. */
export interface StoppedSubscription extends SubscribedPublisher {
  /** Code, problem and remedy. */
  readonly problem: string;
  readonly since: Date;
}

/** The cause of an error; decides whether it counts as an attempt. */
export type FailureKind =
  /** The event or its handler: counts as an attempt; the event is parked after the last one. */
  | 'handler'
  /** The event or its handler, and a retry would fail the same way: parked at once. */
  | 'permanent'
  /** The event cannot be read with the contract of the subscriber: parked at once, unless the subscription stops. */
  | 'unreadable'
  /** The store cannot be reached: does not count, the subscription waits. */
  | 'infrastructure'
  /** Contention (deadlock, serialization failure, lock timeout): does not count, retried soon. */
  | 'contention'
  /** A dependency of the handler is unavailable (another context, a provider): does not count, the lane waits. */
  | 'unavailable';

/**
 * Stores the subscriptions of one context: cursors, leases and parked events. Leases are judged by the store's clock,
 * not by the clocks of hosts.
 */
export interface SubscriptionStore {
  readonly context: string;
  /**
   * Stores the subscriptions of a context; creates missing cursors and moves none.
   * @returns stored subscriptions that the context no longer declares
   */
  register(registrations: readonly SubscriptionRegistration[]): Promise<readonly SubscribedPublisher[]>;
  /** Returns the subscriptions that already have cursors; the others need a position to begin at. */
  known(): Promise<readonly SubscribedPublisher[]>;

  /** Stores a heartbeat of a host, which renews its leases for `ttl` milliseconds. */
  renew(host: string, subscriptions: readonly SubscribedPublisher[], ttl: number): Promise<LeaseView>;
  /** Takes up to `count` lanes of a subscription that no live host holds. */
  take(
    host: string,
    subscription: string,
    publishers: readonly string[],
    count: number,
  ): Promise<readonly TakenLease[]>;
  /** Releases leases that are still held with their token. */
  release(leases: readonly LaneLease[]): Promise<void>;
  /** Deletes the heartbeat of a host that stops, and so ends all its leases. */
  leave(host: string): Promise<void>;

  /**
   * Runs `work` in one transaction: commits if it resolves, otherwise rolls back and rethrows. `work` may run more than
   * once.
   */
  transact<T>(work: (tx: SubscriptionTransaction) => Promise<T>): Promise<T>;
  /**
   * Counts an attempt at an event before it is made, in a separate transaction.
   * @returns the number of attempts so far, including this one
   * @throws StaleLeaseError if the lease has been taken over
   */
  countAttempt(lease: LaneLease, position: bigint): Promise<number>;

  /** Returns parked events that are due for another attempt, in lanes that the host holds, oldest first. */
  dueParked(host: string, limit: number): Promise<readonly ParkedEvent[]>;
  /** Counts an attempt at a parked event; returns `undefined` if it was deleted or waits for an operator. */
  countParkedAttempt(parked: ParkedRef): Promise<number | undefined>;
  /**
   * Stores a failed attempt at a parked event. `retryIn` is the delay of the next attempt in milliseconds; `undefined`:
   * it waits for an operator.
   */
  postponeParked(parked: ParkedRef, failure: FailureRecord, retryIn: number | undefined): Promise<void>;
  parkedCounts(): Promise<readonly ParkedCount[]>;

  /** Returns the positions of the last events before one that are parked as `unreadable`, up to `limit`, newest first. */
  lastUnreadable(of: SubscribedPublisher, before: bigint, limit: number): Promise<readonly bigint[]>;
  /** Returns events that are parked as `unreadable`, after a position, up to `limit`, oldest first. */
  unreadableParked(of: SubscribedPublisher, after: bigint, limit: number): Promise<readonly ParkedEvent[]>;
  /** Schedules events that are parked as `unreadable` for another full set of attempts; returns their number. */
  retryUnreadable(parked: readonly ParkedRef[]): Promise<number>;
  /** Records that a host has stopped handling the events of a publisher. Valid while its heartbeat is. */
  stop(host: string, of: SubscribedPublisher, problem: string): Promise<void>;
  /** Returns the subscriptions that live hosts have stopped. */
  stopped(): Promise<readonly StoppedSubscription[]>;

  /** Deletes dead heartbeats and idempotency records older than 30 days. */
  housekeeping(): Promise<void>;
  /** Classifies an error of the store's own operations, or of a handler. */
  failureKind(error: unknown, fromHandler: boolean): FailureKind;
}
