import type { JsonValue } from '@multilith/contract';
import type { StableHead } from '@multilith/events';
import { LANES } from '@multilith/data';
import { isEpoch, isPosition } from './journal-wire.js';

/** An announcement of a publisher's host about its journal; without `stable`, only that the journal has grown. */
export interface JournalAnnouncement {
  readonly stable: StableHead | undefined;
}

/** Encodes an announcement as JSON; other announcements use other keys. */
export const announcementToWire = ({ stable }: JournalAnnouncement): JsonValue => ({
  journal: stable
    ? { stable: { epoch: stable.epoch, head: String(stable.head), lanes: stable.lanes.map(String) } }
    : {},
});

/**
 * Decodes an announcement; returns `undefined` for other content. Checked by hand, because each host gets one for nearly
 * every commit of the publishers that it follows.
 */
export function announcementFromWire(content: JsonValue): JournalAnnouncement | undefined {
  const journal = memberOf(content, 'journal');
  if (typeof journal !== 'object' || journal === null || Array.isArray(journal)) return undefined;
  const stable = memberOf(journal, 'stable');
  if (stable === undefined) return { stable };
  const [epoch, head, lanes] = [memberOf(stable, 'epoch'), memberOf(stable, 'head'), memberOf(stable, 'lanes')];
  if (typeof epoch !== 'string' || !isEpoch(epoch) || !isPositionText(head)) return undefined;
  if (!Array.isArray(lanes) || lanes.length !== LANES || !lanes.every(isPositionText)) return undefined;
  return { stable: { epoch, head: BigInt(head), lanes: (lanes as string[]).map(BigInt) } };
}

const memberOf = (json: JsonValue, name: string): JsonValue | undefined =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && Object.hasOwn(json, name)
    ? json[name]
    : undefined;

const isPositionText = (json: JsonValue | undefined): json is string => typeof json === 'string' && isPosition(json);
