import type { z } from 'zod';
import { DefinitionError } from '../errors/definition.error.js';
import { isPersonal } from '../personal/personal.js';
import { isBytes, maxBytesOf } from '../wire/bytes.js';
import { openValuesOf } from '../wire/open-enum.js';
import { defOf, TRANSPARENT } from '../wire/schema.js';
import { bigintCheck, dateCheck, listCheck, numberCheck, textCheck, type CheckDef, type ReadCheck } from './checks.js';
import { defaultOf } from './default-of.js';
import { isJson } from './json-schema.js';
import { flattened, isFlattened, literalShape } from './union-parts.js';
import type { Field, ObjectShape, Shape, ShapeBase, Slot, TupleShape, UnionOption, UnionShape } from './shape.js';

/** Names of schemas, in place of the names that the shapes get from `.meta({ id })`. */
export type SchemaNames = ReadonlyMap<z.ZodType, string>;

/**
 * Describes what a schema accepts on the wire, as plain JSON. The schema must have passed `findWireFaults`.
 *
 * Different schemas that accept the same values have the same shape: a union of texts is an enum, a union with null is
 * nullable, a discriminated union has one option for each tag.
 *
 * @param names names of types, such as those under which a contract exports them. Default: those of `.meta({ id })`
 * @example shapeOf(z.string().max(40).optional()) // { shape: { type: 'string', maxLength: 40 }, optional: true }
 * @throws DefinitionError for a schema that has no faithful wire form, or that repeats itself without an object or union
 *   in between
 */
export const shapeOf = (schema: z.ZodType, names: SchemaNames = new Map()): Slot => new ShapeReader(names).slot(schema);

/** Properties collected from the wrappers between a field and the schema that decides its type. */
interface Wrapped {
  readonly checks: readonly CheckDef[];
  readonly base: ShapeBase;
  readonly nullable: boolean;
}

/** Maximum depth of nested schemas; only lazy schemas that return a new schema at each read exceed it. */
const MAX_DEPTH = 200;

class ShapeReader {
  readonly #names: SchemaNames;
  /** Objects and unions that are being read, the outermost first. */
  readonly #open: z.ZodType[] = [];
  /** A union that is read as part of an outer one. */
  #part: z.ZodType | undefined;
  #depth = 0;

  constructor(names: SchemaNames) {
    this.#names = names;
  }

  /** The shape of a value that may be missing. */
  slot(schema: z.ZodType): Slot {
    const mayBeMissing = (schema._zod.optin as string | undefined) !== undefined;
    return { ...this.#present(schema), ...(mayBeMissing && { optional: true }) };
  }

  #field(schema: z.ZodType): Field {
    const slot = this.slot(schema);
    if (!slot.optional) return slot;
    const value = defaultOf(schema);
    return value === undefined ? slot : { ...slot, default: value };
  }

  /** The shape of a value that is there. */
  #present(schema: z.ZodType): Slot {
    if (++this.#depth > MAX_DEPTH) throw refused(schema, 'repeats itself without an object or a union in between');
    const slot = this.#unwrapped(schema, { checks: [], base: {}, nullable: false });
    this.#depth--;
    return slot;
  }

  #unwrapped(schema: z.ZodType, outer: Wrapped): Slot {
    if (isJson(schema)) return withBase({ type: 'json' }, this.#wrap(schema, outer));
    const def = defOf(schema);
    const wrapped = this.#wrap(schema, outer);
    if (TRANSPARENT.has(def.type)) {
      const nullable = wrapped.nullable || def.type === 'nullable';
      return this.#unwrapped(def.innerType!, { ...wrapped, nullable });
    }
    if (def.type === 'lazy') {
      if (++this.#depth > MAX_DEPTH) throw refused(schema, 'repeats itself without an object or a union in between');
      const slot = this.#unwrapped((schema as z.ZodLazy<z.ZodType>)._zod.innerType, wrapped);
      this.#depth--;
      return slot;
    }
    if (def.type === 'pipe')
      // What follows the wire form is code: one rule that cannot be seen, and those of the other side.
      return this.#unwrapped(def.in!, { ...wrapped, checks: [{}, ...wrapped.checks.map(() => ({}))] });
    return this.#typed(schema, wrapped);
  }

  #wrap(schema: z.ZodType, { checks, base, nullable }: Wrapped): Wrapped {
    const name = this.#nameOf(schema);
    const { description } = schema;
    return {
      checks: [...checksOf(schema), ...checks],
      base: {
        ...(description !== undefined && { description }),
        ...base,
        ...(isPersonal(schema) && { personal: true }),
        // The innermost name is that of the type itself, not that of an optional one.
        ...(name !== undefined && { name }),
      },
      nullable,
    };
  }

  /** Copies made by `.describe()` and `.refine()` have the type of what they were made from. */
  #nameOf(schema: z.ZodType): string | undefined {
    const own = this.#names.get(schema) ?? (schema.meta?.()?.id as string | undefined);
    const { parent } = schema._zod;
    if (own !== undefined || !parent) return own;
    const { type } = defOf(schema);
    const sameRules = checksOf(schema).length === checksOf(parent as z.ZodType).length;
    const isType = type === 'object' || type === 'enum' || type === 'union';
    return isType || sameRules ? this.#nameOf(parent as z.ZodType) : undefined;
  }

  #typed(schema: z.ZodType, wrapped: Wrapped): Slot {
    const def = defOf(schema);
    const known = openValuesOf(schema);
    if (known) return withRules({ type: 'enum', values: known, open: true }, none, wrapped);
    if (isBytes(schema)) {
      const max = maxBytesOf(schema);
      // The check of the custom schema itself is what makes it bytes.
      const checks = wrapped.checks.filter((check) => (check as object) !== (schema._zod.def as object));
      return withRules({ type: 'bytes', ...(max !== undefined && { max }) }, none, { ...wrapped, checks });
    }
    switch (def.type) {
      case 'string':
        return withRules({ type: 'string' }, textCheck, wrapped);
      case 'template_literal':
        return withRules({ type: 'string', patterns: [String(schema._zod.pattern)] }, none, wrapped);
      case 'number':
        return withRules({ type: 'number' }, numberCheck, wrapped);
      case 'bigint':
        return withRules({ type: 'bigint' }, bigintCheck, wrapped);
      case 'boolean':
        return withRules({ type: 'boolean' }, none, wrapped);
      case 'null':
        return withRules({ type: 'null' }, none, wrapped);
      case 'void':
        return withRules({ type: 'void' }, none, wrapped);
      case 'date':
        return withRules({ type: 'date' }, dateCheck, wrapped);
      case 'enum':
      case 'literal':
        return this.#literals([...(schema._zod.values ?? [])], wrapped);
      case 'array':
        return withRules({ type: 'array', item: this.#present(def.element!) }, listCheck, wrapped);
      case 'tuple':
        return withRules(this.#tuple(schema), none, wrapped);
      case 'record':
        return withRules(this.#record(schema), none, wrapped);
      case 'object':
        return withRules(this.#repeated(schema, () => ({ shape: this.#object(schema) })).shape, none, wrapped);
      case 'union':
        return this.#union(schema, wrapped);
      default:
        throw refused(schema, `is of the kind '${def.type}', which has no wire form`);
    }
  }

  #literals(values: readonly unknown[], wrapped: Wrapped): Slot {
    const { shape, nullable } = literalShape(values as (string | number | boolean | null)[]);
    return withRules(shape, none, { ...wrapped, nullable: wrapped.nullable || nullable });
  }

  #tuple(schema: z.ZodType): TupleShape {
    const { items, rest } = defOf(schema);
    return {
      type: 'tuple',
      items: items!.map((item) => this.slot(item)),
      ...(rest && { rest: this.#present(rest) }),
    };
  }

  #record(schema: z.ZodType): Shape {
    const { keyType, valueType, partial } = defOf(schema) as ReturnType<typeof defOf> & { partial?: boolean };
    const { shape: key } = this.#present(keyType!);
    const value = this.#present(valueType!);
    const named = key.type === 'enum' || key.type === 'literal';
    const optional = named && (partial === true || (valueType!._zod.optin as string | undefined) !== undefined);
    return { type: 'record', key, value: optional ? { ...value, optional } : value };
  }

  #object(schema: z.ZodType): ObjectShape {
    const { shape, catchall } = defOf(schema);
    const fields = Object.entries(shape!).map(([name, field]) => [name, this.#field(field)] as const);
    const others = catchall && (defOf(catchall).type === 'never' ? ('refuse' as const) : this.#present(catchall));
    return { type: 'object', fields: Object.fromEntries(fields), ...(others !== undefined && { others }) };
  }

  #union(schema: z.ZodType, wrapped: Wrapped): Slot {
    const { discriminator } = defOf(schema);
    const isPart = this.#part === schema;
    this.#part = undefined;
    const read = (): Slot =>
      discriminator === undefined ? this.#untagged(schema) : { shape: this.#tagged(schema, discriminator) };
    let slot = isPart ? read() : this.#repeated(schema, read);
    // If only one option besides null is left, the schema is no longer a union, and references inside must not count it.
    if (!isPart && !this.#open.includes(schema) && slot.shape.type !== 'union') slot = read();
    return withRules(slot.shape, none, { ...wrapped, nullable: wrapped.nullable || slot.nullable === true });
  }

  #untagged(schema: z.ZodType): Slot {
    const { inclusive, options } = defOf(schema) as ReturnType<typeof defOf> & { inclusive?: boolean };
    const slots = options!.map((option) => this.#option(option, isFlattened));
    const { shape, nullable } = flattened(slots);
    // `z.xor` refuses values that fit two options.
    return { shape: inclusive === false ? { ...shape, refined: 1 } : shape, ...(nullable && { nullable }) };
  }

  /** One option for each value of the discriminator, in which the discriminator has this value alone. */
  #tagged(schema: z.ZodType, discriminator: string): UnionShape {
    const isSame = (shape: Shape): shape is UnionShape =>
      shape.type === 'union' && shape.discriminator === discriminator;
    const options = defOf(schema).options!.flatMap((option): UnionOption[] => {
      const { shape } = this.#option(option, isSame);
      if (isSame(shape)) return [...shape.options];
      const tags = [...(option._zod.propValues?.[discriminator] ?? [])] as (string | number | boolean | null)[];
      return tags.map((tag) => ({ tag: String(tag), shape: withTag(shape, discriminator, tag) }));
    });
    return { type: 'union', discriminator, options };
  }

  /** Reads an option of a union. A union that becomes part of the outer one is not counted by what is inside it. */
  #option(schema: z.ZodType, becomesPart: (shape: Shape) => boolean): Slot {
    const slot = this.#present(schema);
    if (!becomesPart(slot.shape)) return slot;
    this.#part = typeSchemaOf(schema);
    return this.#present(schema);
  }

  /** Reads an object or union, or refers to it if it is being read already. */
  #repeated(schema: z.ZodType, read: () => Slot): Slot {
    const index = this.#open.indexOf(schema);
    if (index >= 0) return { shape: { type: 'ref', up: this.#open.length - 1 - index } };
    this.#open.push(schema);
    const slot = read();
    this.#open.pop();
    return slot;
  }
}

/** The schema behind wrappers that decides the type. */
function typeSchemaOf(schema: z.ZodType): z.ZodType {
  const def = defOf(schema);
  if (TRANSPARENT.has(def.type)) return typeSchemaOf(def.innerType!);
  if (def.type === 'lazy') return typeSchemaOf((schema as z.ZodLazy<z.ZodType>)._zod.innerType);
  return def.type === 'pipe' ? typeSchemaOf(def.in!) : schema;
}

const none: ReadCheck<object> = () => false;

function withTag(shape: Shape, discriminator: string, tag: string | number | boolean | null): Shape {
  if (shape.type !== 'object') return shape;
  const field = shape.fields[discriminator];
  if (!field) return shape;
  const { shape: literal } = literalShape([tag]);
  const { default: _default, optional: _optional, nullable: _nullable, ...rest } = field;
  const kept = field.shape.description === undefined ? {} : { description: field.shape.description };
  return { ...shape, fields: { ...shape.fields, [discriminator]: { ...rest, shape: { ...literal, ...kept } } } };
}

/** The checks of a schema; a format such as `z.uuid()` is a check itself. */
function checksOf(schema: z.ZodType): CheckDef[] {
  const def = schema._zod.def as { readonly checks?: readonly z.core.$ZodCheck[]; readonly check?: string };
  const checks = (def.checks ?? []).map((check) => (check._zod.def ?? {}) as unknown as CheckDef);
  return def.check === undefined ? checks : [def as CheckDef, ...checks];
}

function withRules<S extends Shape>(shape: S, read: ReadCheck<S>, wrapped: Wrapped): Slot {
  const described = { ...shape };
  const unseen = wrapped.checks.filter((check) => !read(described as never, check)).length;
  const refined = (shape.refined ?? 0) + unseen;
  return withBase(refined > 0 && shape.type !== 'ref' ? { ...described, refined } : described, {
    ...wrapped,
    checks: [],
  });
}

function withBase(shape: Shape, { base, checks, nullable }: Wrapped): Slot {
  const refined = (shape.refined ?? 0) + checks.length;
  const full: Shape = { ...shape, ...base, ...(refined > 0 && { refined }) };
  return nullable && full.type !== 'null' ? { shape: full, nullable: true } : { shape: full };
}

const refused = (schema: z.ZodType, reason: string): DefinitionError =>
  new DefinitionError(
    `A schema of the kind '${defOf(schema).type}' ${reason}.`,
    'See findWireFaults() for what contracts may hold, and for what to use instead.',
  );
