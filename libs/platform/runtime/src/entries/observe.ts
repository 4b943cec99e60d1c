/**
 * Observing a host: calls and events for traces and metrics, the status of subscriptions, and redaction of log texts.
 */
export type {
  CallWork,
  CommitWork,
  DeliverWork,
  ObservedWork,
  PublishWork,
  RelayWork,
  RequestWork,
  Work,
  WorkFacts,
  WorkObserver,
} from '../observation/work-observer.js';
export { printable } from '../observation/printable.js';
export { currentlyWithoutPersonal, currentTrace, withoutPersonal } from '@multilith/data';
export type { ParkedReason, ParkedReasons, PublisherStatus, SubscriptionStatus } from '@multilith/events';
