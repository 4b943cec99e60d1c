/**
 * Operations for tools on the databases of contexts: provisioning, undelivered and parked events, restored journals.
 */
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
  type ParkedStatus,
  type RestoredJournal,
  type UndeliveredEvents,
} from '@multilith/events';
