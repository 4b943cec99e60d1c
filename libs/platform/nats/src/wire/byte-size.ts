/** Maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Returns the size of a text in UTF-8 bytes: exact near a limit, otherwise a quick upper bound. Counting exactly for
 * every call of a batch would cost more than writing the call.
 */
export function byteSize(text: string, limit: number): number {
  const bound = text.length * MAX_BYTES_PER_UNIT;
  return bound <= limit ? bound : Buffer.byteLength(text);
}
