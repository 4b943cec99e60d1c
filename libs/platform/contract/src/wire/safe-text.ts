/**
 * Finds text that Postgres cannot store or JSON cannot carry faithfully: a NUL character or half of a surrogate pair.
 * Returns the path to the first one, `undefined` if there is none.
 */
export function unsafeTextPath(value: unknown): (string | number)[] | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const path = unsafeTextPath(value[i]);
      if (path) return [i, ...path];
    }
    return undefined;
  }
  if (value instanceof Date || value instanceof Uint8Array) return undefined;
  for (const key of Object.keys(value)) {
    const path = unsafeTextPath(key) ?? unsafeTextPath((value as Record<string, unknown>)[key]);
    if (path) return [key, ...path];
  }
  return undefined;
}
