/**
 * Makes parsed content the message's own: Zod has already copied arrays and objects, so they are frozen where they
 * are, while dates and bytes, which it passes on and which cannot be frozen, are copied. Instances of other classes
 * (the in-memory side of a codec) stay as they are.
 */
export const ownCopy = <T>(value: T): T => copyOf(value, true);

/** {@link ownCopy} of an answer: what belongs to its receiver alone need not be frozen. */
export const ownAnswer = <T>(value: T): T => copyOf(value, false);

function copyOf<T>(value: T, freeze: boolean): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value) as T;
  // Not slice(): a Buffer's slice shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value) as T;
  // What `.readonly()` has frozen already cannot be changed in place, and stays read-only.
  const isFrozen = Object.isFrozen(value);
  if (Array.isArray(value)) {
    const items = isFrozen ? [...(value as unknown[])] : (value as unknown[]);
    for (let i = 0; i < items.length; i++) items[i] = copyOf(items[i], freeze);
    return (freeze || isFrozen ? Object.freeze(items) : items) as T;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return value;
  const fields = (isFrozen ? { ...value } : value) as Record<string, unknown>;
  for (const name of Object.keys(fields)) fields[name] = copyOf(fields[name], freeze);
  return (freeze || isFrozen ? Object.freeze(fields) : fields) as T;
}
