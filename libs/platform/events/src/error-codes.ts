import { errorTable } from '@multilith/contract';

/** Delivery of events to subscriptions. */
export const DELIVERY_ERRORS = errorTable({
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
