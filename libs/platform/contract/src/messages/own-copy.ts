/**
 * Makes parsed content the message's own: Zod has already copied arrays and objects, so they are frozen where they
 * are, while dates and bytes, which it passes on and which cannot be frozen, are copied. Instances of other classes
 * (the in-memory side of a codec) stay as they are.
 */
export const ownCopy = <T>(value: T): T => copyOf(value, 'freeze');

/** {@link ownCopy} of an answer: what belongs to its receiver alone need not be frozen. */
export const ownAnswer = <T>(value: T): T => copyOf(value, 'leave');

/** {@link ownAnswer} where Zod has not copied all of it: what is nested in a default is the schema's own. */
export const separateAnswer = <T>(value: T): T => copyOf(value, 'separate');

function copyOf<T>(value: T, how: 'freeze' | 'leave' | 'separate'): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value) as T;
  // Not slice(): a Buffer's slice shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value) as T;
  // What `.readonly()` has frozen already cannot be changed in place, and stays read-only.
  const isFrozen = Object.isFrozen(value);
  const copies = isFrozen || how === 'separate';
  const freezes = isFrozen || how === 'freeze';
  if (Array.isArray(value)) {
    const items = copies ? [...(value as unknown[])] : (value as unknown[]);
    for (let i = 0; i < items.length; i++) items[i] = copyOf(items[i], how);
    return (freezes ? Object.freeze(items) : items) as T;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return value;
  const fields = (copies ? { ...value } : value) as Record<string, unknown>;
  for (const name of Object.keys(fields)) fields[name] = copyOf(fields[name], how);
  return (freezes ? Object.freeze(fields) : fields) as T;
}
