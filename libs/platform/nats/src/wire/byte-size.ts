/** Most bytes that one UTF-16 unit takes in UTF-8. */
const MOST_PER_UNIT = 3;

/**
 * Bytes of a text in UTF-8: exact where they come near a limit, otherwise a quick bound that is too high. Counting them
 * for every call of a batch would cost more than writing the call.
 */
export function byteSize(text: string, limit: number): number {
  const bound = text.length * MOST_PER_UNIT;
  return bound <= limit ? bound : Buffer.byteLength(text);
}
