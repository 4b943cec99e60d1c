import type { JournaledEvent, UnitOfWork } from '@multilith/data';
import type { FailureRecord } from './failure-text.js';

/** The end of a journal at one moment. */
export interface JournalMark {
  /** Names the history of positions; changes after a restore or a move that draws positions anew. */
  readonly epoch: string;
  /** The highest position drawn so far; 0 for an empty journal. */
  readonly head: bigint;
  /** Transactions that may still commit at a position up to `head`; usually none. */
  readonly writers: readonly string[];
}

/** A place in one lane. */
export interface LanePosition {
  readonly lane: number;
  readonly after: bigint;
}

/** What to read of a journal. Positions up to `upTo` must be settled: no writer may still appear there. */
export interface JournalSlice {
  readonly upTo: bigint;
  /** Names of the events that are wanted; the others are left out. */
  readonly names: readonly string[];
  /** Most events to return (`readLanes`: per lane). */
  readonly limit: number;
}

/** The journal of one publisher. Implementations: its tables, its host over the network, a list in memory. */
export interface JournalSource {
  readonly publisher: string;
  /** Milliseconds between looks while nothing says that the journal has grown. Default: the engine's timing. */
  readonly pollInterval?: number;
  /**
   * The end of the journal: `head` is taken first, `writers` afterwards.
   * @param known a settled position; if the head is no further, there is no need to look for writers
   */
  mark(known?: bigint): Promise<JournalMark>;
  /** Which of these writers have not ended yet. */
  unfinished(writers: readonly string[]): Promise<readonly string[]>;
  /** Events of all lanes after a position, in ascending position. */
  read(after: bigint, slice: JournalSlice): Promise<readonly JournaledEvent[]>;
  /** Events of some lanes, each after its own position, ascending within a lane. */
  readLanes(lanes: readonly LanePosition[], slice: JournalSlice): Promise<readonly JournaledEvent[]>;
  /** Returns the event at a position; `undefined` for a position without an event. */
  readOne(position: bigint): Promise<JournaledEvent | undefined>;
  /** How many events with these names come after the cursors, counting no further than `limit`. */
  countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog>;
}

/** Events that a subscription has still to handle. */
export interface Backlog {
  readonly count: number;
  /** When the oldest of them happened. */
  readonly oldest: Date | undefined;
}

/** Names a lane of a subscription: the unit of order, of leases and of cursors. */
export interface LaneId {
  readonly subscription: string;
  readonly publisher: string;
  readonly lane: number;
}

/** The right to work on a lane, and where its cursor stands. */
export interface LaneLease extends LaneId {
  /** Grows at every take-over; a cursor moves only with the current one. */
  readonly token: bigint;
  readonly position: bigint;
  /** Epoch of the journal in which `position` counts. */
  readonly epoch: string;
  /** Attempts counted at the event `attemptPosition`; they survive the host. */
  readonly attempts: number;
  readonly attemptPosition: bigint | undefined;
}

/** A lease that was just taken. */
export interface TakenLease extends LaneLease {
  /** Taken over from a host that died; one of the next events may have killed it. */
  readonly suspect: boolean;
  /** Keys that have parked events: later events of these keys queue behind them. */
  readonly blockedKeys: readonly string[];
}

/** A cursor's step, made only where position and token are still `from` and `token`. */
export interface CursorMove extends LaneId {
  readonly token: bigint;
  readonly from: bigint;
  readonly to: bigint;
}

/** `parked` waits for a person, `retry` was asked for, `waiting` queues behind an earlier event of its key. */
export type ParkedStatus = 'parked' | 'waiting' | 'retry';

/** Names a parked event. */
export interface ParkedRef extends LaneId {
  readonly key: string;
  readonly position: bigint;
}

/** An event that was taken out of the way. */
export interface ParkedEvent extends ParkedRef {
  readonly eventId: string;
  /** Wire name of the event. */
  readonly name: string;
  readonly status: ParkedStatus;
  readonly attempts: number;
  /** What the last attempt ended with, in one line; `undefined` for an event that only queues. */
  readonly lastError: string | undefined;
  /** Stack of what the last attempt ended with. */
  readonly lastStack: string | undefined;
}

/** A parked event as a person sees it. */
export interface ParkedEventRow extends ParkedEvent {
  readonly parkedAt: Date;
  /** When the first attempt at it failed; `undefined` for an event that only queues. */
  readonly firstFailedAt: Date | undefined;
  /** When the last attempt at it failed. */
  readonly lastFailedAt: Date | undefined;
}

/** One transaction in the subscriber's store. */
export interface SubscriptionTransaction {
  /** The transaction itself, for the handler's repositories; `undefined` in stores without one. */
  readonly unitOfWork: UnitOfWork | undefined;
  /** @throws StaleLeaseError when a cursor is not where it should be, or its lease has been taken over */
  advance(moves: readonly CursorMove[]): Promise<void>;
  park(events: readonly ParkedEvent[]): Promise<void>;
  /**
   * Removes a parked event whose effects are part of this transaction.
   * @returns whether more events of its key are parked
   * @throws StaleLeaseError when it is gone or waits for a person
   */
  settle(parked: ParkedRef): Promise<{ readonly moreOfKey: boolean }>;
}

/** A subscription and one publisher, as the context declares it. */
export interface SubscriptionRegistration {
  readonly subscription: string;
  readonly publisher: string;
  /** Names of the wanted events. */
  readonly events: readonly string[];
  /** Where lanes without a cursor begin; not needed when all have one. */
  readonly begin: { readonly epoch: string; readonly position: bigint } | undefined;
}

/** A subscription and one of the contexts whose events it wants. */
export interface SubscribedPublisher {
  readonly subscription: string;
  readonly publisher: string;
}

/** What a renewal of the leases shows. */
export interface LeaseView {
  /** The leases that this host holds, with their cursors. */
  readonly held: readonly LaneLease[];
  /** Every cursor of the subscriptions, whichever host holds it. */
  readonly cursors: readonly (LaneId & { readonly position: bigint })[];
  /** Lanes per subscription that no live host holds. */
  readonly free: ReadonlyMap<string, number>;
  /** Hosts that are alive, per subscription, in an order that all hosts agree on. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

/** How many events stand aside. */
export interface ParkedCount {
  readonly subscription: string;
  readonly publisher: string;
  readonly parked: number;
  readonly queued: number;
}

/** Whose fault an error is; decides whether it counts as an attempt. */
export type FailureKind =
  /** The event or its handler: counted, parked in the end. */
  | 'handler'
  /** The event or its handler, and another attempt would end the same way: parked at once. */
  | 'permanent'
  /** The store cannot be reached: nothing counts, the subscription waits. */
  | 'infrastructure'
  /** Lost a fight for rows (deadlock, serialization): nothing counts, tried again soon. */
  | 'contention'
  /** Something the handler needs is not there (another context, a provider): nothing counts, the lane waits. */
  | 'unavailable';

/** Subscriptions of one context: cursors, leases and parked events. Its time, not the hosts', decides about leases. */
export interface SubscriptionStore {
  readonly context: string;
  /**
   * Remembers what a context subscribes to; creates missing cursors and moves none.
   * @returns subscriptions that the store knows and the context no longer declares
   */
  register(registrations: readonly SubscriptionRegistration[]): Promise<readonly SubscribedPublisher[]>;
  /** What has cursors already: the others need a position to begin at. */
  known(): Promise<readonly SubscribedPublisher[]>;

  /** Proves that a host is alive, which renews its leases for `ttl` milliseconds. */
  renew(host: string, subscriptions: readonly SubscribedPublisher[], ttl: number): Promise<LeaseView>;
  /** Takes up to `count` lanes of a subscription that no live host holds. */
  take(
    host: string,
    subscription: string,
    publishers: readonly string[],
    count: number,
  ): Promise<readonly TakenLease[]>;
  /** Gives lanes back, where they are still held with that token. */
  release(leases: readonly LaneLease[]): Promise<void>;
  /** The host ends: forgets its heartbeat, and with it every lease it still holds. */
  leave(host: string): Promise<void>;

  /** One transaction: commits when `work` resolves, else rolls back and rethrows. `work` may be run more than once. */
  transact<T>(work: (tx: SubscriptionTransaction) => Promise<T>): Promise<T>;
  /**
   * Counts an attempt at an event before it is made, in a transaction of its own.
   * @returns attempts so far, this one included
   * @throws StaleLeaseError when the lease has been taken over
   */
  countAttempt(lease: LaneLease, position: bigint): Promise<number>;

  /** Heads of queues that are due for another attempt, in lanes that the host holds; oldest first. */
  dueParked(host: string, limit: number): Promise<readonly ParkedEvent[]>;
  /** Counts an attempt at a parked event; `undefined` when it is gone or waits for a person. */
  countParkedAttempt(parked: ParkedRef): Promise<number | undefined>;
  /** After a failed attempt: tried again in `retryIn` milliseconds; `undefined`: waits for a person. */
  postponeParked(parked: ParkedRef, failure: FailureRecord, retryIn: number | undefined): Promise<void>;
  parkedCounts(): Promise<readonly ParkedCount[]>;

  /** Removes what has outlived its use: dead heartbeats, idempotency records older than 30 days. */
  housekeeping(): Promise<void>;
  /** Judges an error of its own operations, or one that a handler threw. */
  failureKind(error: unknown, fromHandler: boolean): FailureKind;
}
