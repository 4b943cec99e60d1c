import { randomUUID } from 'node:crypto';
import type { JournalEntry } from '../journal/journal-entry.js';

/** Returns a journal entry for a spec. */
export const anEvent = (
  key: string,
  payload: JournalEntry['payload'] = {},
  name = 'orders.OrderPlaced',
): JournalEntry => ({
  eventId: randomUUID(),
  name,
  version: 1,
  key,
  payload,
  headers: { trace: { traceId: '0'.repeat(31) + '1', spanId: '0'.repeat(15) + '1' } },
  occurredAt: new Date(),
});
