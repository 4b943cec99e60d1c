/**
 * Makes parsed content the message's own: Zod has already copied arrays and objects, so they are frozen where they
 * are, while dates and bytes, which it passes on and which cannot be frozen, are copied. Instances of other classes
 * (the in-memory side of a codec) stay as they are.
 */
export function ownCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value) as T;
  // Not slice(): a Buffer's slice shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value) as T;
  if (Array.isArray(value)) {
    // What `.readonly()` has frozen already cannot be changed in place.
    const items = Object.isFrozen(value) ? [...(value as unknown[])] : (value as unknown[]);
    for (let i = 0; i < items.length; i++) items[i] = ownCopy(items[i]);
    return Object.freeze(items) as T;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return value;
  const fields = (Object.isFrozen(value) ? { ...value } : value) as Record<string, unknown>;
  for (const name of Object.keys(fields)) fields[name] = ownCopy(fields[name]);
  return Object.freeze(fields) as T;
}
