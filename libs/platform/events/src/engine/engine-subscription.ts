import type { JournaledEvent } from '@multilith/data';
import type { ParkedReasons } from './parked-reason.js';
import type { CursorMove, FailureKind, SubscriptionTransaction } from './ports.js';

/** A durable subscription of one context, as the engine runs it. */
export interface EngineSubscription {
  /** The subscribing context. */
  readonly context: string;
  /** Explicit name, unique in its context. Cursors are stored under it, so that handler classes can be renamed. */
  readonly name: string;
  /**
   * Where a subscription without a cursor begins: `now` at the head of the journals, `beginning` at their first event.
   */
  readonly start: 'now' | 'beginning';
  /** Maximum number of events per transaction. 1: each event alone, lanes in parallel. */
  readonly batch: number;
  /** Names of the wanted events by publishing context. */
  readonly publishers: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Handles one event inside the transaction; a throw rolls the transaction back. It may be called again for the same
   * event (after a failure or a lost lease), but only one of those transactions commits.
   */
  deliver(event: JournaledEvent, tx: SubscriptionTransaction): Promise<void>;
  /**
   * Called after `deliver` has handled all events of a transaction, before the cursors move; also for moves past
   * unwanted events. A throw rolls the transaction back.
   */
  complete?(moves: readonly CursorMove[], tx: SubscriptionTransaction): Promise<void>;
  /**
   * Returns why an event can never be read with the contract of the subscriber; `undefined` if it can. Such an event is
   * not delivered. The answer depends on the event alone, and does not change while the process runs. Default: every
   * event can be read.
   */
  unreadableBecause?(event: JournaledEvent): Error | undefined;
  /** Classifies an error of `deliver` or `complete`; if it returns `undefined`, the store classifies it. */
  failureKind?(error: unknown): FailureKind | undefined;
  /** Removes personal data from a text for the log and the list of parked events. Default: removes nothing. */
  hide?(event: JournaledEvent, text: string, error: unknown): string;
}

/** Status of a subscription for one publisher. */
export interface PublisherStatus {
  readonly publisher: string;
  /**
   * Number of wanted events not yet handled, counted up to `MAX_COUNTED_EVENTS`; `undefined` while the journal cannot be
   * read.
   */
  readonly lag: number | undefined;
  /** Age of the oldest of them in milliseconds; 0 without a backlog, `undefined` while the journal cannot be read. */
  readonly oldestMs: number | undefined;
  /** Lanes that this host works on. */
  readonly lanes: readonly number[];
  /** Number of parked events, which wait for an operator. */
  readonly parked: number;
  /** The parked events by reason. */
  readonly reasons: ParkedReasons;
  /** Number of events that are queued behind a parked one, or are about to be retried. */
  readonly queued: number;
  /** Why the events of this publisher are not being handled; `undefined` if they are. */
  readonly stalled: string | undefined;
  /** Whether it has stopped because it can read none of the events; it continues only after a restart. */
  readonly stopped: boolean;
}

/** Status of a subscription. */
export interface SubscriptionStatus {
  readonly context: string;
  readonly name: string;
  readonly publishers: readonly PublisherStatus[];
}

/** Fields of a log line of the engine. */
export type ReportDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** The log of the engine. */
export interface EngineLogger {
  debug(message: string, details?: ReportDetails): void;
  info(message: string, details?: ReportDetails): void;
  warn(message: string, details?: ReportDetails): void;
  error(message: string, details?: ReportDetails): void;
}
