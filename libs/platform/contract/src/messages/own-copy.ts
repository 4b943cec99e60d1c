/**
 * Makes parsed content the message's own. Zod has already copied arrays and objects, so they are frozen in place; dates
 * and bytes, which Zod passes on and which cannot be frozen, are copied. Instances of other classes (the in-memory side
 * of a codec) stay as they are.
 */
export const ownCopy = <T>(value: T): T => copyOf(value, 'freeze');

/** Like {@link ownCopy}, for an answer: only its receiver uses it, so it is not frozen. */
export const ownAnswer = <T>(value: T): T => copyOf(value, 'leave');

/**
 * Like {@link ownAnswer}, for schemas with nested defaults: Zod does not copy these, so they would be shared with the
 * schema.
 */
export const separateAnswer = <T>(value: T): T => copyOf(value, 'separate');

function copyOf<T>(value: T, how: 'freeze' | 'leave' | 'separate'): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value) as T;
  // Not slice(): a Buffer's slice shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value) as T;
  // Values frozen by `.readonly()` cannot be changed in place, and stay read-only.
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
