import type { JournaledEvent } from '@multilith/data';
import type { CursorMove, FailureKind, SubscriptionTransaction } from './ports.js';

/** A durable subscription of one context, as the engine runs it. */
export interface EngineSubscription {
  /** The subscribing context. */
  readonly context: string;
  /** Explicit name, unique in its context. The cursors hang on it, so it outlives handler classes and hosts. */
  readonly name: string;
  /** Where a subscription without a cursor begins: at the head of the journals, or at their first event. */
  readonly start: 'now' | 'beginning';
  /** Most events that share a transaction. 1: each event alone, lanes in parallel. */
  readonly batch: number;
  /** Publishing contexts and the names of the events that are wanted from each. */
  readonly publishers: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Handles one event inside the transaction. Whatever it throws rolls the transaction back. It may be called again
   * for the same event (after a failure, after a lost lease), and is then the first whose transaction commits.
   */
  deliver(event: JournaledEvent, tx: SubscriptionTransaction): Promise<void>;
  /**
   * Called when all events of a transaction have been given to `deliver`, before the cursors make their steps; also
   * for steps past what is not wanted. Whatever it throws rolls the transaction back.
   */
  complete?(moves: readonly CursorMove[], tx: SubscriptionTransaction): Promise<void>;
  /** Overrides the store's judgement of an error of `deliver` or `complete`; `undefined` leaves it to the store. */
  failureKind?(error: unknown): FailureKind | undefined;
  /** Takes out of a text about an event what neither the log nor the list of parked events may show. Default: nothing. */
  hide?(event: JournaledEvent, text: string, error: unknown): string;
}

/** How a subscription is doing with one publisher. */
export interface PublisherStatus {
  readonly publisher: string;
  /** Wanted events not yet handled, counted up to `STATUS_LIMIT`; `undefined` while the journal cannot be read. */
  readonly lag: number | undefined;
  /** Age of the oldest of them in milliseconds; 0 without a backlog, `undefined` while the journal cannot be read. */
  readonly oldestMs: number | undefined;
  /** Lanes that this host works on. */
  readonly lanes: readonly number[];
  /** Events that wait for a person, and events queued behind them or about to be retried. */
  readonly parked: number;
  readonly queued: number;
  /** Why this publisher's events are not being handled at the moment; `undefined` when all is well. */
  readonly stalled: string | undefined;
}

/** How a subscription is doing. */
export interface SubscriptionStatus {
  readonly context: string;
  readonly name: string;
  readonly publishers: readonly PublisherStatus[];
}

/** What a report of the engine is about: fields of a log line. */
export type ReportDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** Where the engine reports what no caller waits for. */
export interface EngineLogger {
  debug(message: string, details?: ReportDetails): void;
  info(message: string, details?: ReportDetails): void;
  warn(message: string, details?: ReportDetails): void;
  error(message: string, details?: ReportDetails): void;
}
