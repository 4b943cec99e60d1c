import { createHash } from 'node:crypto';
import type { LockedVersion, Shape } from '@multilith/contract/lock';

/** Length of a fingerprint in hexadecimal digits. */
const DIGITS = 16;

/** What does not change the values that a schema accepts, or is no part of the schema. */
const LEFT_OUT = new Set(['name', 'description', 'number', 'numbers', 'removed']);

/** Returns the fingerprint of what a version of a message takes and answers. Equal schemas have equal fingerprints. */
export const versionFingerprint = ({ input, output }: Pick<LockedVersion, 'input' | 'output'>): string =>
  fingerprint({ input, output });

/** Returns the fingerprint of a shape. */
export const shapeFingerprint = (shape: Shape): string => fingerprint(shape);

const fingerprint = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(normal(value)))
    .digest('hex')
    .slice(0, DIGITS);

/** The parts of a shape in an order of their own. The names of fields are no parts: a field may be called `number`. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(normal);
  return sorted(
    Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
      if (LEFT_OUT.has(key) || part === undefined) return [];
      if (key === 'fields')
        return [[key, sorted(Object.entries(part as object).map(([name, field]) => [name, normal(field)]))]];
      // A default is JSON of the application, in which nothing is left out.
      if (key === 'default') return [[key, normalJson(part)]];
      if (key === 'values' || key === 'options') return [[key, inOrder(part as readonly unknown[])]];
      return [[key, normal(part)]];
    }),
  );
}

/** The order of values and of options with tags says nothing; options without tags are tried one after the other. */
function inOrder(parts: readonly unknown[]): unknown[] {
  const areTried = parts.some((part) => typeof part === 'object' && part !== null && !('tag' in part));
  const normalized = parts.map(normal);
  return areTried ? normalized : normalized.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

function normalJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(normalJson);
  return sorted(Object.entries(value).map(([key, part]) => [key, normalJson(part)]));
}

/** As pairs, because the keys of an object that look like numbers would come first. */
const sorted = (entries: [string, unknown][]): unknown => [...entries].sort(([a], [b]) => compare(a, b));

/** By UTF-16 units, so that no locale changes the order. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
