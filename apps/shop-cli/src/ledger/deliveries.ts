import { undeliveredEvents, type UndeliveredEvents } from '@multilith/runtime/operations';
import { CONTEXTS, readable, type ContextReader } from './context-reader.js';

/** How far one subscription is with the events of one publisher. */
export interface Delivery extends UndeliveredEvents {
  /** The error of its oldest parked event. */
  readonly lastError: string | undefined;
}

/** All subscriptions at one moment, and where the journals end: two looks with the same ends saw no new event. */
export interface Deliveries {
  readonly subscriptions: readonly Delivery[];
  readonly journalEnds: string;
}

const FIRST_ERRORS = `
  SELECT DISTINCT ON (subscription, publisher) subscription, publisher, last_error
  FROM parked_event WHERE status = 'parked' ORDER BY subscription, publisher, parked_at`;

/** Asks every context how far its subscriptions are. Retired subscriptions do not count. */
export async function readDeliveries(read: ContextReader): Promise<Deliveries> {
  // Journals' ends first: an event that appears after this look changes the ends of the next one.
  const ends = await Promise.all(CONTEXTS.map((context) => read.query(context, 'SELECT max(id)::text FROM journal')));
  const undelivered = await readable('the subscriptions', () => undeliveredEvents(read.pools));
  const errors = await parkedErrors(read);
  const subscriptions = undelivered.map((each) => ({ ...each, lastError: errors.get(nameOf(each)) }));
  return { subscriptions, journalEnds: JSON.stringify(ends) };
}

async function parkedErrors(read: ContextReader): Promise<Map<string, string>> {
  const errors = new Map<string, string>();
  for (const context of CONTEXTS) {
    for (const { subscription, publisher, last_error: error } of await read.query(context, FIRST_ERRORS)) {
      errors.set(
        nameOf({ context, subscription: String(subscription), publisher: String(publisher) }),
        String(error ?? ''),
      );
    }
  }
  return errors;
}

const nameOf = ({
  context,
  subscription,
  publisher,
}: Pick<Delivery, 'context' | 'subscription' | 'publisher'>): string => `${context}/${subscription} from ${publisher}`;
