import { z } from 'zod';
import type { JsonValue } from '@multilith/contract';
import type { StableHead } from '@multilith/events';
import { LANES } from '@multilith/data';
import { epochSchema, positionSchema } from './journal-wire.js';

/** An announcement of a publisher's host about its journal; without `stable`, only that the journal has grown. */
export interface JournalAnnouncement {
  readonly stable: StableHead | undefined;
}

const schema = z.object({
  journal: z.object({
    stable: z
      .object({ epoch: epochSchema, head: positionSchema, lanes: z.array(positionSchema).length(LANES) })
      .optional(),
  }),
});

/** Encodes an announcement as JSON; other announcements use other keys. */
export const announcementToWire = ({ stable }: JournalAnnouncement): JsonValue => ({
  journal: stable
    ? { stable: { epoch: stable.epoch, head: String(stable.head), lanes: stable.lanes.map(String) } }
    : {},
});

/** Decodes an announcement; returns `undefined` for other content. */
export function announcementFromWire(content: JsonValue): JournalAnnouncement | undefined {
  const parsed = schema.safeParse(content);
  return parsed.success ? { stable: parsed.data.journal.stable } : undefined;
}
