import { isTimestamp } from './timestamp.js';

/** A part of a value that its schema allows, but that some store or transport cannot keep. */
export interface UnfaithfulPart {
  readonly path: (string | number)[];
  readonly message: string;
}

const TEXT = 'text may not hold a NUL character or half of a surrogate pair';
const DATE = 'a date has to lie in the years 1 to 9999';

/**
 * Finds text that Postgres cannot store or JSON cannot carry faithfully (a NUL character or half of a surrogate pair), and
 * dates that protobuf cannot carry. Returns the first such part, or `undefined` if every part is safe.
 */
export function unfaithfulPart(value: unknown): UnfaithfulPart | undefined {
  if (typeof value === 'string') return isSafe(value) ? undefined : { path: [], message: TEXT };
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const part = unfaithfulPart(value[i]);
      if (part) return within(i, part);
    }
    return undefined;
  }
  if (value instanceof Date) return isTimestamp(value.getTime()) ? undefined : { path: [], message: DATE };
  if (value instanceof Uint8Array) return undefined;
  for (const key of Object.keys(value)) {
    if (!isSafe(key)) return { path: [key], message: TEXT };
    const part = unfaithfulPart((value as Record<string, unknown>)[key]);
    if (part) return within(key, part);
  }
  return undefined;
}

const isSafe = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const within = (step: string | number, { path, message }: UnfaithfulPart): UnfaithfulPart => ({
  path: [step, ...path],
  message,
});
