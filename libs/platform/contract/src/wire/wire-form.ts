import { z } from 'zod';
import { fromBase64, isBytes, toBase64 } from './bytes.js';
import { defOf, TRANSPARENT } from './schema.js';

/** A value that JSON represents directly. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * How the values of one schema are serialized: dates as ISO strings, bigints as decimal strings, bytes as base64,
 * everything else unchanged.
 */
export interface WireForm {
  /** Converts a valid value to its JSON form. */
  encode(value: unknown): JsonValue;
  /** Returns the text of the JSON form of a valid value. */
  stringify(value: unknown): string;
  /** Converts JSON to input for the schema, which still has to validate it. */
  decode(json: JsonValue): unknown;
  /** Content of a parsed value that cannot be frozen: nothing, dates and bytes, or values made by a codec. */
  readonly mutable: 'nothing' | 'leaves' | 'codec';
  /** Whether a parsed value may share objects with the schema: the nested parts of a default. */
  readonly sharesDefaults: boolean;
}

type Step = (value: never) => unknown;
interface Node {
  readonly encode: Step;
  readonly decode: Step;
}

const same: Step = (value) => value;
const IDENTITY: Node = { encode: same, decode: same };
const forms = new WeakMap<z.ZodType, WireForm>();

/** Returns the wire form of a schema, compiled once. The schema must have passed `findWireFaults`. */
export function wireFormOf(schema: z.ZodType): WireForm {
  let form = forms.get(schema);
  if (!form) forms.set(schema, (form = compile(schema)));
  return form;
}

/** Whether every value of the schema is its own wire form. */
export function isWireIdentity(schema: z.ZodType): boolean {
  return !contains(schema, (inner, type) => type === 'date' || type === 'bigint' || type === 'pipe' || isBytes(inner));
}

function compile(schema: z.ZodType): WireForm {
  if (defOf(schema).type === 'void')
    return {
      encode: () => null,
      stringify: () => 'null',
      decode: () => undefined,
      mutable: 'nothing',
      sharesDefaults: false,
    };
  const node = nodeOf(schema, new Map());
  const hasCodec = contains(schema, (inner, type) => type === 'pipe' && defOf(inner).reverseTransform !== undefined);
  const toInput = hasCodec ? (value: unknown) => z.encode(schema, value) : same;
  const encode = (value: unknown): JsonValue => node.encode(toInput(value as never) as never) as JsonValue;
  return {
    encode,
    // JSON.stringify itself writes dates as this form does.
    stringify: contains(schema, isNotWritable)
      ? (value) => JSON.stringify(encode(value))
      : (value) => JSON.stringify(value),
    decode: (json) => node.decode(json as never),
    mutable: hasCodec ? 'codec' : contains(schema, isMutableLeaf) ? 'leaves' : 'nothing',
    sharesDefaults: contains(schema, isNestedDefault),
  };
}

/** Whether `JSON.stringify` does not write the values of a schema in their wire form. */
const isNotWritable = (schema: z.ZodType, type: string): boolean =>
  type === 'bigint' || type === 'pipe' || isBytes(schema);

const isMutableLeaf = (schema: z.ZodType, type: string): boolean => type === 'date' || isBytes(schema);

/**
 * Whether a schema has a default with nested objects. Zod copies only the outermost level of a default and shares the
 * rest.
 */
const isNestedDefault = (schema: z.ZodType, type: string): boolean =>
  type === 'default' &&
  Object.values(Object(defOf(schema).defaultValue) as object).some((value) => value instanceof Object);

/** Whether a schema or anything inside it satisfies a condition; recursion through `lazy` counts once. */
export function contains(
  schema: z.ZodType,
  holds: (schema: z.ZodType, type: string) => boolean,
  seen: Set<z.ZodType> = new Set(),
): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return holds(schema, defOf(schema).type) || childrenOf(schema).some((child) => contains(child, holds, seen));
}

function childrenOf(schema: z.ZodType): z.ZodType[] {
  const def = defOf(schema);
  const { innerType, element, items, rest, shape, catchall, keyType, valueType, options, getter } = def;
  return [
    innerType,
    element,
    ...(items ?? []),
    rest,
    ...Object.values(shape ?? {}),
    catchall,
    keyType,
    valueType,
    ...(options ?? []),
    def.in,
    def.reverseTransform === undefined ? def.out : undefined,
    getter?.(),
  ].filter((child) => child !== undefined && child !== null);
}

function nodeOf(schema: z.ZodType, known: Map<z.ZodType, Node>): Node {
  if (isWireIdentity(schema)) return IDENTITY;
  const existing = known.get(schema);
  if (existing) return existing;
  // A recursive schema refers to itself while it is being compiled: return a node that is filled in below.
  const node = { encode: same, decode: same };
  known.set(schema, node);
  const built = build(schema, known);
  node.encode = built.encode;
  node.decode = built.decode;
  return node;
}

const whenPresent =
  (step: Step): Step =>
  (value) =>
    value === null || value === undefined ? value : step(value);
const DATE: Node = { encode: (date: Date) => date.toISOString(), decode: whenText((text) => new Date(text)) };
const BIGINT: Node = { encode: (value: bigint) => value.toString(), decode: whenText(toBigInt) };
const BYTES: Node = { encode: toBase64, decode: whenText(toBytes) };

/** Decoders pass on values that are not text; the schema then refuses them with its own message. */
function whenText(convert: (text: string) => unknown): Step {
  return (value: unknown) => (typeof value === 'string' ? convert(value) : value);
}
/** Reads decimal digits; returns other text as it is. */
export function toBigInt(text: string): unknown {
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
}
function toBytes(text: string): unknown {
  try {
    return fromBase64(text);
  } catch {
    return text;
  }
}

function build(schema: z.ZodType, known: Map<z.ZodType, Node>): Node {
  const def = defOf(schema);
  const of = (inner: z.ZodType): Node => nodeOf(inner, known);
  if (isBytes(schema)) return BYTES;
  if (TRANSPARENT.has(def.type)) {
    const inner = of(def.innerType!);
    return {
      encode: whenPresent((value) => inner.encode(value)),
      decode: whenPresent((value) => inner.decode(value)),
    };
  }
  switch (def.type) {
    case 'date':
      return DATE;
    case 'bigint':
      return BIGINT;
    case 'array': {
      const element = of(def.element!);
      return list(() => element);
    }
    case 'tuple': {
      const items = def.items!.map(of);
      const rest = def.rest ? of(def.rest) : IDENTITY;
      return list((i) => items[i] ?? rest);
    }
    case 'record': {
      const value = of(def.valueType!);
      return fieldsOfAnyName(() => value);
    }
    case 'object': {
      const shape = new Map(Object.entries(def.shape!).map(([name, inner]) => [name, of(inner)]));
      const other = def.catchall ? of(def.catchall) : IDENTITY;
      const converted = [...shape].filter(([, inner]) => inner !== IDENTITY);
      return other === IDENTITY && converted.every(([name]) => !(name in Object.prototype))
        ? fields(converted)
        : fieldsOfAnyName((name) => shape.get(name) ?? other);
    }
    case 'union':
      return discriminated(def.discriminator!, def.options!, of);
    case 'lazy':
      return of(def.getter!());
    case 'pipe':
      return of(def.in!);
    default:
      return IDENTITY;
  }
}

function list(nodeAt: (index: number) => Node): Node {
  const each = (step: 'encode' | 'decode') => (values: unknown) => {
    if (!Array.isArray(values)) return values;
    const copy: unknown[] = [];
    for (let i = 0; i < values.length; i++) copy.push(nodeAt(i)[step](values[i] as never));
    return copy;
  };
  return { encode: each('encode'), decode: each('decode') };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies an object and converts these fields of it; the others are the same in both forms. */
function fields(converted: readonly (readonly [name: string, node: Node])[]): Node {
  const each = (step: 'encode' | 'decode') => (value: unknown) => {
    if (!isFields(value)) return value;
    const copy: Record<string, unknown> = { ...value };
    for (const [name, node] of converted) {
      const field = copy[name];
      if (field !== undefined) copy[name] = node[step](field as never);
    }
    return copy;
  };
  return { encode: each('encode'), decode: each('decode') };
}

function fieldsOfAnyName(nodeFor: (name: string) => Node): Node {
  const each = (step: 'encode' | 'decode') => (value: unknown) =>
    isFields(value)
      ? // fromEntries defines `__proto__` as an own key instead of applying it
        Object.fromEntries(Object.entries(value).map(([name, field]) => [name, nodeFor(name)[step](field as never)]))
      : value;
  return { encode: each('encode'), decode: each('decode') };
}

function discriminated(key: string, options: readonly z.ZodType[], of: (schema: z.ZodType) => Node): Node {
  const byTag = new Map<unknown, Node>();
  for (const option of options) for (const tag of option._zod.propValues?.[key] ?? []) byTag.set(tag, of(option));
  const each = (step: 'encode' | 'decode') => (value: unknown) =>
    (byTag.get((value as Record<string, unknown> | null)?.[key]) ?? IDENTITY)[step](value as never);
  return { encode: each('encode'), decode: each('decode') };
}
