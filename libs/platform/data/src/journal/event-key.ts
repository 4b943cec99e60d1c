import { definitionOf, MultilithError } from '@multilith/contract';

/**
 * Maximum length of an ordering key, in bytes of UTF-8. A PostgreSQL index entry takes at most 2,704 bytes, other
 * columns included.
 */
export const MAX_EVENT_KEY_BYTES = 1_024;

/**
 * Returns the ordering key of a contract event.
 *
 * @throws MultilithError `EVENT_KEY_TOO_LONG`; `EVENT_KEY_INVALID` for a key that is empty, not text, or has characters
 *   that cannot be stored
 */
export function eventKeyOf(event: object): string {
  const { name, key: keyOf } = definitionOf(event)!;
  const key: unknown = keyOf!(event as never);
  const problem =
    typeof key !== 'string'
      ? `is ${key === null ? 'null' : typeof key}, not text`
      : key === ''
        ? 'is empty'
        : key.includes('\0') || !key.isWellFormed()
          ? 'holds a NUL character or half of a surrogate pair'
          : undefined;
  if (problem !== undefined)
    throw new MultilithError(
      'EVENT_KEY_INVALID',
      `The key of ${name} ${problem}.`,
      `Return the id of what the event is about from its key function; return a constant like 'all' for one order of all events.`,
    );
  const text = key as string;
  const bytes = utf8Length(text);
  if (bytes > MAX_EVENT_KEY_BYTES)
    throw new MultilithError(
      'EVENT_KEY_TOO_LONG',
      `The key of ${name} has ${bytes} bytes; ${MAX_EVENT_KEY_BYTES} are allowed. It begins with '${text.slice(0, 40)}'.`,
      'Use the id of what the event is about as its key, or a hash of what identifies it.',
    );
  return text;
}

/** Returns the length in bytes. Short texts are not encoded: a UTF-16 unit takes at most three bytes. */
const utf8Length = (text: string): number =>
  text.length * 3 <= MAX_EVENT_KEY_BYTES ? text.length : Buffer.byteLength(text);
