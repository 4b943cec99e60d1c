import type { JsonValue } from '@multilith/contract';

/** Most bytes that one UTF-16 unit takes in JSON: an escaped control character. */
const MOST_PER_UNIT = 6;
const MOST_PER_SCALAR = 24;

/**
 * Bytes of the JSON text of a value: exact where they come near a limit, otherwise a quick bound that is too high, so
 * that what is small, as nearly everything is, is not written twice.
 *
 * @throws TypeError for what is no JSON
 */
export function encodedSize(value: JsonValue, limit = Infinity): number {
  const bound = upperBound(value);
  return bound <= limit ? bound : Buffer.byteLength(JSON.stringify(value));
}

function upperBound(value: unknown): number {
  if (typeof value === 'string') return value.length * MOST_PER_UNIT + 2;
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`JSON carries no ${typeof value}`);
  if (typeof value !== 'object' || value === null) return MOST_PER_SCALAR;
  let bound = 2;
  if (Array.isArray(value)) for (const item of value) bound += upperBound(item) + 1;
  else
    for (const name in value)
      bound += name.length * MOST_PER_UNIT + 4 + upperBound((value as Record<string, unknown>)[name]);
  return bound;
}
