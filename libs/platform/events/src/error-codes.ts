import { errorTable } from '@multilith/contract';

/** Delivery of events to subscriptions. */
export const DELIVERY_ERRORS = errorTable({
  EVENTS_UNREADABLE: {
    when: 'a subscription can read none of the next hundred events of a publisher, such as a history that was published before its contract changed; it has stopped, its cursors stay, and nothing more is parked',
    remedy:
      'Deploy the subscriber with a contract that reads them: an upcaster for an earlier version, the newer contract for a later one. It then continues by itself.',
  },
  JOURNAL_UNAVAILABLE: {
    when: 'the journal of a context in another host cannot be read: its host is away or does not answer in time',
    remedy:
      'Check that the host runs and both reach the network; subscriptions wait, keep their places and continue by themselves.',
  },
  STALE_LEASE: {
    when: 'a host tried to move a cursor that another host has moved or taken over; its transaction rolled back',
    remedy: 'Nothing to do; if frequent, the host pauses for longer than its leases last.',
  },
});

/** Restore of journals from a backup. */
export const RESTORE_ERRORS = errorTable({
  HOSTS_RUNNING: {
    when: '`multilith restored` while a host works with the databases',
    remedy: 'Stop every host; one that was killed counts for a few seconds more.',
  },
});

type EventErrors = typeof DELIVERY_ERRORS & typeof RESTORE_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends EventErrors {}
}
