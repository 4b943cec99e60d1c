/** Observing a host: work as it happens, where subscriptions are, and texts that are safe to log. */
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
export type { PublisherStatus, SubscriptionStatus } from '@multilith/events';
