import {
  brand,
  decodeMessage,
  definitionOf,
  type JsonValue,
  lockedVersionOf,
  type MessageClass,
  type MessageDefinition,
  MultilithError,
} from '@multilith/contract';
import type { JournaledEvent } from '@multilith/data';

/** The parts of a stored event that reading needs. */
export type StoredEvent = Pick<JournaledEvent, 'eventId' | 'version' | 'payload' | 'headers'>;

/**
 * A stored event that a reader cannot read with its contract; every attempt with the same code fails in the same way.
 * The code is `CONTRACT_MISMATCH`.
 */
export class UnreadableEventError extends MultilithError {
  static {
    brand(this, 'runtime.UnreadableEventError');
  }
  override readonly name = 'UnreadableEventError';

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super('CONTRACT_MISMATCH', problem, remedy, options);
  }
}

/**
 * Creates an event object from a journal row, in the version of its class:
 *
 * - stored in that version, or stored beside a later version by the publisher's downcast: its content
 * - stored in an earlier version that the class knows: its content, converted by the class's upcasters
 *
 * Any other version is refused even if its fields fit, because their meaning may differ.
 *
 * @param reader name of the reader, for the error
 *
 * @throws UnreadableEventError `CONTRACT_MISMATCH` for a version that the class cannot read, content that does not fit
 *   its schema, or an upcaster that throws or returns something that does not fit
 */
export function readStoredEvent<E extends object>(type: MessageClass<E>, event: StoredEvent, reader: string): E {
  const definition = definitionOf(type)!;
  const { version, earlier } = definition;
  const content = contentIn(event, version);
  if (content !== undefined) return decode(type, content, event, reader);
  const known = earlier.get(event.version);
  if (!known) throw unknownVersion(definition, event, reader);
  const old = decode(known.type, event.payload, event, reader);
  try {
    return new type(known.upcast(old) as never);
  } catch (cause) {
    throw new UnreadableEventError(
      `The event ${event.eventId} was stored as version ${event.version} of ${definition.name}, and the upcaster of ${reader} to version ${version} fails for it.`,
      'Correct the upcaster in the contract and deploy it; an upcaster must accept every event that its version ever accepted.',
      { cause },
    );
  }
}

/** Returns the content of an event in a version that it was stored in; `undefined` if it was stored in others. */
function contentIn({ version, payload, headers: { earlier } }: StoredEvent, wanted: number): JsonValue | undefined {
  if (version === wanted) return payload;
  return earlier && Object.hasOwn(earlier, wanted) ? earlier[wanted] : undefined;
}

function decode<E extends object>(type: MessageClass<E>, content: JsonValue, event: StoredEvent, reader: string): E {
  try {
    return decodeMessage(type, content);
  } catch (cause) {
    const { name, version } = definitionOf(type)!;
    throw new UnreadableEventError(
      `The event ${event.eventId} does not fit version ${version} of ${name} as ${reader} knows it${fingerprints(type, event)}.`,
      'Let the contract accept what was published before: add fields that may be left out, or a new version with an upcaster.',
      { cause },
    );
  }
}

function unknownVersion({ name, version, earlier }: MessageDefinition, event: StoredEvent, reader: string): Error {
  const also = [...earlier.keys()].sort((a, b) => a - b);
  const reads =
    also.length > 0 ? `version ${version} and, through upcasters, ${also.join(', ')}` : `version ${version}`;
  return new UnreadableEventError(
    `The event ${event.eventId} was stored as version ${event.version} of ${name}; ${reader} reads ${reads} and does not handle it.`,
    event.version > version
      ? `Deploy ${reader} with the contract that has version ${event.version}, or let the publisher declare a downcast to version ${version}.`
      : `Add an upcaster from version ${event.version} to the contract ('earlier' and 'upcast'), or drop the event.`,
  );
}

/** Returns the fingerprints of both sides for a message, if both are known and differ. */
function fingerprints(type: MessageClass, { version, headers: { fingerprint: stored } }: StoredEvent): string {
  const known = lockedVersionOf(type)?.fingerprint;
  if (version !== definitionOf(type)!.version || !stored || !known || stored === known) return '';
  return ` (published with fingerprint ${stored}, read with ${known})`;
}

/** Reads stored events for one reader. The check of an event and its first delivery share one decoding. */
export class EventReadings {
  readonly #types: ReadonlyMap<string, MessageClass>;
  readonly #reader: string;
  readonly #read = new WeakMap<JournaledEvent, object>();

  /**
   * @param types the classes to read, by wire name
   * @param reader name of the reader, for errors
   */
  constructor(types: ReadonlyMap<string, MessageClass>, reader: string) {
    this.#types = types;
    this.#reader = reader;
  }

  /** Returns why an event can never be read; `undefined` if it can. */
  unreadableBecause(event: JournaledEvent): UnreadableEventError | undefined {
    let read = this.#read.get(event);
    if (read === undefined) this.#read.set(event, (read = this.#tryToRead(event)));
    return read instanceof UnreadableEventError ? read : undefined;
  }

  /**
   * Returns the event object, for one attempt: it may hold dates or bytes, which a handler can change.
   *
   * @throws UnreadableEventError if it cannot be read
   */
  take(event: JournaledEvent): object {
    const read = this.#read.get(event) ?? this.#tryToRead(event);
    if (read instanceof UnreadableEventError) throw read;
    this.#read.delete(event);
    return read;
  }

  #tryToRead(event: JournaledEvent): object {
    try {
      return readStoredEvent(this.#types.get(event.name)!, event, this.#reader);
    } catch (error) {
      return error as UnreadableEventError;
    }
  }
}
