import type { JsonValue } from '@multilith/contract';

/** Maximum bytes of one UTF-16 unit in JSON: an escaped control character. */
const MAX_BYTES_PER_UNIT = 6;
const MAX_BYTES_PER_SCALAR = 24;

/**
 * Returns the size of a value as JSON, in bytes: exact near the limit, otherwise a quick upper bound, so that small
 * values are not serialized twice.
 *
 * @throws TypeError for a value that is not JSON
 */
export function encodedSize(value: JsonValue, limit = Infinity): number {
  const bound = upperBound(value);
  return bound <= limit ? bound : Buffer.byteLength(JSON.stringify(value));
}

function upperBound(value: unknown): number {
  if (typeof value === 'string') return value.length * MAX_BYTES_PER_UNIT + 2;
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`JSON carries no ${typeof value}`);
  if (typeof value !== 'object' || value === null) return MAX_BYTES_PER_SCALAR;
  let bound = 2;
  if (Array.isArray(value)) for (const item of value) bound += upperBound(item) + 1;
  else
    for (const name in value)
      bound += name.length * MAX_BYTES_PER_UNIT + 4 + upperBound((value as Record<string, unknown>)[name]);
  return bound;
}
