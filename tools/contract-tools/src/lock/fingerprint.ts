import { createHash } from 'node:crypto';
import type { LockedVersion, Shape } from '@multilith/contract/lock';
import { byText } from './by-text.js';

/** Length of a fingerprint in hexadecimal digits. */
const DIGITS = 16;

/** Keys of a shape that do not affect which values the schema accepts. */
const LEFT_OUT = new Set(['name', 'description', 'number', 'numbers', 'removed']);

/** Returns the fingerprint of the input and answer of a version. Equal schemas have equal fingerprints. */
export const versionFingerprint = ({ input, output }: Pick<LockedVersion, 'input' | 'output'>): string =>
  fingerprint({ input, output });

/** Returns the fingerprint of a shape. */
export const shapeFingerprint = (shape: Shape): string => fingerprint(shape);

const fingerprint = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(normal(value)))
    .digest('hex')
    .slice(0, DIGITS);

/** The parts of a shape, sorted. Names of fields are kept whatever they are: a field may be called `number`. */
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

/** Sorts values and options with tags, whose order has no effect. Options without tags are tried in their order. */
function inOrder(parts: readonly unknown[]): unknown[] {
  const areTried = parts.some((part) => typeof part === 'object' && part !== null && !('tag' in part));
  const normalized = parts.map(normal);
  return areTried ? normalized : normalized.sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)));
}

function normalJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(normalJson);
  return sorted(Object.entries(value).map(([key, part]) => [key, normalJson(part)]));
}

/** As pairs, because the keys of an object that look like numbers would come first. */
const sorted = (entries: [string, unknown][]): unknown => [...entries].sort(([a], [b]) => byText(a, b));
