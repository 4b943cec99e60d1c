import { createHash } from 'node:crypto';

/** Keys of a shape that do not affect which values the schema accepts. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'number',
  'numbers',
  'removed',
  'name',
  'description',
  'personal',
]);

/**
 * Returns a shape as text that is equal for equal schemas: keys in order, without protobuf numbers, names and
 * descriptions. Fields that are named like those are kept.
 */
export function canonical(shape: unknown): string {
  return JSON.stringify(sorted(shape, false)) ?? '';
}

/** Returns twelve hexadecimal digits of the SHA-256 of a text. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

function sorted(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item, false));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !WITHOUT_EFFECT.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      // The keys of `fields` are names of the contract, not of this format; a default is a value of the contract.
      .map(([key, inner]) => [key, !names && key === 'default' ? inner : sorted(inner, !names && key === 'fields')]),
  );
}
