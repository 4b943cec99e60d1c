import type { z } from 'zod';
import { defOf, TRANSPARENT } from '../wire/schema.js';
import { contains } from '../wire/wire-form.js';
import { isPersonal } from './personal.js';

/** Adds the personal parts of a value, as texts. */
type Collect = (value: unknown, into: Set<string>) => void;

const collectors = new WeakMap<z.ZodType, Collect | null>();

/** Whether a schema, or a part of it, is marked by `personal()`. */
export const hasPersonalParts = (schema: z.ZodType): boolean => collectorOf(schema) !== null;

const isMarked = (schema: z.ZodType, type: string): boolean =>
  isPersonal(schema) || (type === 'pipe' && contains(defOf(schema).out!, isMarked));

/**
 * Returns the parts of a value that its schema marks as personal, as texts.
 *
 * @example personalValues(definitionOf(message)!.input, message) // ['Ada Lovelace', 'ada@example.org']
 */
export function personalValues(schema: z.ZodType, value: unknown): string[] {
  const found = new Set<string>();
  collectorOf(schema)?.(value, found);
  return [...found];
}

function collectorOf(schema: z.ZodType): Collect | null {
  let collect = collectors.get(schema);
  if (collect === undefined) {
    collect = contains(schema, isMarked) ? (compile(schema, new Map()) ?? null) : null;
    collectors.set(schema, collect);
  }
  return collect;
}

/** @param open recursive schemas that are being compiled; they refer to themselves through `lazy` */
function compile(schema: z.ZodType, open: Map<z.ZodType, { collect: Collect }>): Collect | undefined {
  if (isPersonal(schema)) return collectAll;
  const known = open.get(schema);
  if (known) return (value, into) => known.collect(value, into);
  const self = { collect: nothing };
  open.set(schema, self);
  const built = build(schema, (inner) => compile(inner, open));
  open.delete(schema);
  if (built) self.collect = built;
  return built;
}

function build(schema: z.ZodType, of: (inner: z.ZodType) => Collect | undefined): Collect | undefined {
  const def = defOf(schema);
  if (TRANSPARENT.has(def.type) || def.type === 'catch') return of(def.innerType!);
  switch (def.type) {
    case 'array':
      return ofTuple([], of(def.element!));
    case 'object':
      return ofFields(def.shape!, def.catchall, of);
    case 'lazy':
      return of(def.getter!());
    case 'tuple':
      return ofTuple(def.items!.map(of), def.rest ? of(def.rest) : undefined);
    case 'record':
      return ofRecord(of(def.keyType!), of(def.valueType!));
    case 'union':
      return all(def.options!.map(of));
    case 'pipe':
      return all([of(def.in!), of(def.out!)]);
    default:
      return undefined;
  }
}

function all(parts: readonly (Collect | undefined)[]): Collect | undefined {
  const some = parts.filter((part) => part !== undefined);
  return some.length === 0 ? undefined : (value, into) => some.forEach((collect) => collect(value, into));
}

function ofTuple(items: readonly (Collect | undefined)[], rest: Collect | undefined): Collect | undefined {
  if (!rest && !items.some(Boolean)) return undefined;
  return (value, into) => {
    if (Array.isArray(value)) value.forEach((item, index) => (items[index] ?? rest)?.(item, into));
  };
}

function ofFields(
  shape: Readonly<Record<string, z.ZodType>>,
  catchall: z.ZodType | undefined,
  of: (inner: z.ZodType) => Collect | undefined,
): Collect | undefined {
  const fields = Object.entries(shape).flatMap(([name, inner]) => {
    const collect = of(inner);
    return collect ? [[name, collect] as const] : [];
  });
  const others = catchall && of(catchall);
  if (fields.length === 0 && !others) return undefined;
  return (value, into) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, collect] of fields) collect((value as Record<string, unknown>)[name], into);
    if (others) for (const [name, field] of Object.entries(value)) if (!Object.hasOwn(shape, name)) others(field, into);
  };
}

function ofRecord(key: Collect | undefined, field: Collect | undefined): Collect | undefined {
  if (!key && !field) return undefined;
  return (value, into) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      key?.(name, into);
      field?.(item, into);
    }
  };
}

const nothing: Collect = () => {};

/** Everything in a personal value is personal. */
const collectAll: Collect = (value, into) => {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'number' || typeof value === 'bigint') into.add(String(value));
  else if (value instanceof Date) {
    if (!Number.isNaN(value.getTime())) into.add(value.toISOString()).add(value.toISOString().slice(0, 10));
  } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const part of Object.values(value)) collectAll(part, into);
};
