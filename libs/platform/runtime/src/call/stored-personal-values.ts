import { definitionOf, personalValues, type JsonValue, type MessageClass } from '@multilith/contract';
import type { StoredEvent } from './stored-event.js';

/**
 * Returns the personal values of a stored event, whichever versions it was stored in. A version that the class does not
 * know is searched with the class's own schema.
 */
export function personalValuesOf(type: MessageClass, { version, payload, headers }: StoredEvent): string[] {
  const definition = definitionOf(type)!;
  const valuesIn = (stored: number, content: JsonValue): string[] => {
    const known = definition.earlier.get(stored);
    return personalValues((known ? definitionOf(known.type)! : definition).input, content);
  };
  const others = Object.entries(headers.earlier ?? {}).map(([stored, content]) => valuesIn(Number(stored), content));
  return [...new Set([...valuesIn(version, payload), ...others.flat()])];
}
