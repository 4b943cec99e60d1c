/**
 * Event delivery from the journals of publishers to the handlers of subscribers: the engine, its ports, and their
 * PostgreSQL implementations.
 */
export { type LatestEvent, latestEvents } from './engine-postgres/latest-events.js';
export { type Orphan, orphanedSubscriptions, retireSubscription } from './engine-postgres/orphaned-subscriptions.js';
export { type ParkedContent, readParkedContent } from './engine-postgres/parked-content.js';
export {
  type ParkedFilter,
  dropParkedEvents,
  listParkedEvents,
  retryParkedEvents,
} from './engine-postgres/parked-events.js';
export { PostgresJournalSource } from './engine-postgres/postgres-journal-source.js';
export { PostgresSubscriptionStore } from './engine-postgres/postgres-subscription-store.js';
export { forgetStaleRelay } from './engine-postgres/relay-cursors.js';
export { type RestoredJournal, acceptRestoredJournals } from './engine-postgres/restored-journals.js';
export { EVENTS_TABLES } from './engine-postgres/subscription.schema.js';
export { stoppedSubscriptions } from './engine-postgres/stopped-subscriptions.js';
export { systemClock, systemRandomness } from './engine-postgres/system-clock.js';
export { type UndeliveredEvents, undeliveredEvents } from './engine-postgres/undelivered-events.js';
export type { CancelTimer, Clock, Randomness } from './engine/clock.js';
export type {
  EngineLogger,
  EngineSubscription,
  PublisherStatus,
  SubscriptionStatus,
} from './engine/engine-subscription.js';
export type { EngineTiming } from './engine/engine-timing.js';
export { EventEngine, MAX_COUNTED_EVENTS } from './engine/event-engine.js';
export { errorText } from './engine/failure-text.js';
export type { TailReader } from './engine/journal-tail.js';
export { PARKED_REASONS, parkedReasons, type ParkedReason, type ParkedReasons } from './engine/parked-reason.js';
export { MAX_UNREADABLE_EVENTS } from './engine/unreadable-history.js';
export { JournalUnavailableError } from './engine/journal-unavailable.error.js';
export { Follower, LiveFeed } from './engine/live-feed.js';
export type {
  Backlog,
  CursorMove,
  FailureKind,
  JournalMark,
  JournalSlice,
  JournalSource,
  LanePosition,
  ParkedEventRow,
  ParkedStatus,
  StoppedSubscription,
  SubscriptionStore,
  SubscriptionTransaction,
} from './engine/ports.js';
export { DELIVERY_ERRORS, RESTORE_ERRORS } from './error-codes.js';
export { DEFAULT_RETRY_POLICY, type RetryPolicy, exponentialBackoff } from './engine/retry-policy.js';
export type { StableHead } from './engine/stable-head.js';
export { StreamedJournalSource } from './engine/streamed-journal-source.js';
export { WantedTail, type WantedTailOptions } from './engine/wanted-tail.js';
