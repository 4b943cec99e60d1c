import { groupBy } from '@multilith/data';
import { parkedReasons } from '../engine/parked-reason.js';
import type { ParkedCount, ParkedEvent } from '../engine/ports.js';

/** Whether an event waits for an operator because it cannot be read. */
export const isUnreadable = ({ status, reason }: ParkedEvent): boolean =>
  status === 'parked' && reason === 'unreadable';

/** Counts parked events as a store does. */
export function parkedCounts(events: readonly ParkedEvent[]): ParkedCount[] {
  const groups = groupBy(events, ({ subscription, publisher }) => JSON.stringify([subscription, publisher]));
  return [...groups.values()].map((rows) => {
    const { subscription, publisher } = rows[0]!;
    const parked = rows.filter(({ status }) => status === 'parked');
    const reasons = { ...parkedReasons() };
    for (const { reason = 'failed' } of parked) reasons[reason]++;
    return { subscription, publisher, parked: parked.length, reasons, queued: rows.length - parked.length };
  });
}
