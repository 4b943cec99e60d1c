import { decodeMessage, definitionOf, type MessageClass, MultilithError } from '@multilith/contract';
import type { JournaledEvent } from '@multilith/data';

/** Whether a stored event has the version of an event class. */
export const hasVersionOf = (type: MessageClass, { version }: Pick<JournaledEvent, 'version'>): boolean =>
  version === definitionOf(type)!.version;

/**
 * Creates an event object from a journal row. An event of another version is refused even if its fields fit, because
 * their meaning may differ. Upcasters belong here.
 *
 * @param reader name of the reader, for the error
 *
 * @throws MultilithError `CONTRACT_MISMATCH` for another version, or content that does not fit the schema
 */
export function readStoredEvent<E extends object>(type: MessageClass<E>, event: JournaledEvent, reader: string): E {
  const { name, version } = definitionOf(type)!;
  if (!hasVersionOf(type, event))
    throw new MultilithError(
      'CONTRACT_MISMATCH',
      `The event ${event.eventId} was stored as version ${event.version} of ${name}; ${reader} reads version ${version} and does not handle it.`,
      event.version > version
        ? `Deploy ${reader} with the contract that has version ${event.version}, then retry the parked event.`
        : `Retry it with a release that reads version ${event.version}, or drop it.`,
    );
  try {
    return decodeMessage(type, event.payload);
  } catch (cause) {
    throw new MultilithError(
      'CONTRACT_MISMATCH',
      `The event ${event.eventId} does not fit version ${version} of ${name} as ${reader} knows it.`,
      'Let the contract accept what was published before (add fields that may be left out), then retry the parked event.',
      { cause },
    );
  }
}
