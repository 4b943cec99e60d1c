import type { z } from 'zod';
import { defOf, TRANSPARENT } from '../wire/schema.js';
import { wireFormOf, type JsonValue } from '../wire/wire-form.js';

/** Stands for a default that is computed for every message. */
const DYNAMIC = '$dynamic';

/**
 * Returns the JSON form of the value that a missing field gets; `$dynamic` if it is computed, `undefined` if the field
 * stays missing.
 */
export function defaultOf(schema: z.ZodType): JsonValue | undefined {
  const found = find(schema);
  if (found === undefined) return schema._zod.optout === 'optional' ? undefined : DYNAMIC;
  const { type, defaultValue: value } = defOf(found);
  if (isComputed(found, value)) return DYNAMIC;
  const inner = defOf(found).innerType!;
  try {
    // `.prefault()` gives input, `.default()` the finished value.
    return wireFormOf(inner).encode(type === 'prefault' ? inner.parse(value) : value);
  } catch {
    return DYNAMIC;
  }
}

/** The outermost default of a schema; `.optional()` around it does not turn it off. */
function find(schema: z.ZodType): z.ZodType | undefined {
  const def = defOf(schema);
  if (def.type === 'default' || def.type === 'prefault') return schema;
  if (TRANSPARENT.has(def.type)) return find(def.innerType!);
  if (def.type === 'lazy') return find((schema as z.ZodLazy<z.ZodType>)._zod.innerType);
  if (def.type === 'pipe') return find(def.in!);
  return undefined;
}

/**
 * Whether a default comes from a function. Zod copies the outermost level of a constant list or object, and gives every
 * other constant as it is, so that a function shows by another object or by another value a moment later.
 */
function isComputed(schema: z.ZodType, first: unknown): boolean {
  if (first instanceof Date || first instanceof Uint8Array) return defOf(schema).defaultValue !== first;
  const before = textOf(first);
  const started = Date.now();
  while (Date.now() === started);
  return textOf(defOf(schema).defaultValue) !== before;
}

const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
