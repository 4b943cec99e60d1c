/**
 * Operations for tools on the databases of contexts: provisioning, stored events, undelivered and parked events,
 * restored journals.
 */
export { readStoredEvent, UnreadableEventError, type StoredEvent } from '../call/stored-event.js';
export { provision, type Provisioned, type ProvisioningOptions } from '@multilith/data';
export {
  acceptRestoredJournals,
  dropParkedEvents,
  latestEvents,
  listParkedEvents,
  orphanedSubscriptions,
  readParkedContent,
  retireSubscription,
  retryParkedEvents,
  undeliveredEvents,
  type LatestEvent,
  type Orphan,
  type ParkedContent,
  type ParkedEventRow,
  type ParkedFilter,
  type ParkedReason,
  type ParkedStatus,
  type RestoredJournal,
  type UndeliveredEvents,
} from '@multilith/events';
