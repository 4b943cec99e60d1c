import { z } from 'zod';
import type { JsonValue } from '@multilith/contract';
import type { SettledHead } from '@multilith/events';
import { LANES } from '@multilith/data';
import { epochSchema, positionSchema } from './journal-wire.js';

/** What the host of a publisher tells the others about its journal; without `settled`, only that it has grown. */
export interface JournalAnnouncement {
  readonly settled: SettledHead | undefined;
}

const schema = z.object({
  journal: z.object({
    settled: z
      .object({ epoch: epochSchema, head: positionSchema, lanes: z.array(positionSchema).length(LANES) })
      .optional(),
  }),
});

/** An announcement as JSON; other things are announced under other keys. */
export const announcementToWire = ({ settled }: JournalAnnouncement): JsonValue => ({
  journal: settled
    ? { settled: { epoch: settled.epoch, head: String(settled.head), lanes: settled.lanes.map(String) } }
    : {},
});

/** The announcement; `undefined` where something else was announced. */
export function announcementFromWire(content: JsonValue): JournalAnnouncement | undefined {
  const parsed = schema.safeParse(content);
  return parsed.success ? { settled: parsed.data.journal.settled } : undefined;
}
