import { z } from 'zod';

/** The sort keys of a list, from the coarsest to the finest; the last one is unique. */
export type SortKey = readonly (string | number | boolean)[];

const MAX_CURSOR_LENGTH = 1000;

/**
 * The place of an item in a list, as an opaque text. In a message it is the text; the handler that gets the message
 * sees the sort key inside it. A text that holds no such key makes the message invalid.
 *
 * @example after: cursor(z.tuple([Sku])).optional()
 */
export const cursor = <Key extends z.ZodTuple>(key: Key) =>
  z.codec(z.string().max(MAX_CURSOR_LENGTH), key, {
    decode: (text, refinement) => {
      const decoded = decode(text);
      if (decoded !== undefined) return decoded as z.input<Key>;
      refinement.issues.push({ code: 'custom', message: 'is not a cursor of this list', input: text });
      return z.NEVER;
    },
    encode: (decoded) => encodeCursor(decoded as SortKey),
  });

/** The cursor of the item with this sort key. */
export function encodeCursor(key: SortKey): string {
  const bytes = new TextEncoder().encode(JSON.stringify(key));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function decode(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
