import type {
  BigintShape,
  Field,
  NumberShape,
  ObjectShape,
  RecordShape,
  Shape,
  Slot,
  TupleShape,
  UnionShape,
} from '@multilith/contract/lock';
import type { SchemaDocs } from '../../source/contract-docs.js';
import type { JsonSchema } from './json-schema.js';
import { textSchema } from './text-schema.js';

/** Doc comments of the sources, which a JSON Schema repeats. */
export interface ShapeDocs {
  /** Comments of the fields of the outermost schema. */
  readonly fields: SchemaDocs['fields'];
  /** Comments of a named type and its fields. */
  type(name: string): SchemaDocs;
}

/**
 * Returns the JSON Schema (2020-12) of a message, an answer or the data of an error in their JSON form. Named types are in
 * `$defs`. The schema accepts whatever a contract writes; it cannot express rules in code (`refined`), bounds of dates and
 * bigints, and fractional `multipleOf`.
 *
 * @example jsonSchemaOf({ shape: locked.input }, docs)
 */
export function jsonSchemaOf(slot: Slot, docs: ShapeDocs): JsonSchema {
  return new SchemaWriter(docs).write(slot);
}

/** An object or union that is being written, which a recursive shape may refer to. */
interface Enclosing {
  /** `#` for the outermost. */
  readonly reference: () => string;
}

/** Where a value stands in the sources. */
interface Place {
  readonly path: string;
  readonly fields: SchemaDocs['fields'];
}

class SchemaWriter {
  readonly #docs: ShapeDocs;
  readonly #enclosing: Enclosing[] = [];
  readonly #definitions = new Map<string, JsonSchema>();

  constructor(docs: ShapeDocs) {
    this.#docs = docs;
  }

  write(slot: Slot): JsonSchema {
    const root = this.#nullable(
      this.#unnamed(slot.shape, { path: '', fields: this.#docs.fields }, () => '#'),
      slot,
    );
    const definitions = [...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...root, ...(definitions.length > 0 && { $defs: Object.fromEntries(definitions) }) };
  }

  #slot(slot: Slot, place: Place): JsonSchema {
    return this.#nullable(this.#shape(slot.shape, place), slot);
  }

  #nullable(schema: JsonSchema, { nullable, shape }: Slot): JsonSchema {
    return nullable && shape.type !== 'json' ? { anyOf: [schema, { type: 'null' }] } : schema;
  }

  #shape(shape: Shape, place: Place): JsonSchema {
    const { name } = shape;
    if (name === undefined || shape.type === 'ref') return this.#unnamed(shape, place);
    const { text, fields } = this.#docs.type(name);
    const description = text ?? shape.description;
    const before = this.#definitions.get(name);
    // The place keeps the order of definitions that refer to each other, and their names.
    if (!before) this.#definitions.set(name, {});
    const body = this.#unnamed(shape, { path: '', fields }, () => pointer(name));
    const schema = { ...(description !== undefined && { description }), ...body };
    if (!before) this.#definitions.set(name, schema);
    // Two schemas can have one name: a copy of an export with a rule of its own.
    else if (!sameSchema(before, schema)) return schema;
    return { $ref: pointer(name) };
  }

  #unnamed(shape: Shape, place: Place, reference?: () => string): JsonSchema {
    const marked = shape.personal ? { $comment: 'Personal data.' } : {};
    switch (shape.type) {
      case 'string':
        return { ...marked, ...textSchema(shape) };
      case 'number':
        return { ...marked, ...numberSchema(shape) };
      case 'bigint':
        return { ...marked, ...bigintSchema(shape) };
      case 'boolean':
      case 'null':
        return { ...marked, type: shape.type };
      case 'date':
        return { ...marked, type: 'string', format: 'date-time' };
      case 'bytes': {
        const maxLength = shape.max === undefined ? {} : { maxLength: 4 * Math.ceil(shape.max / 3) };
        return {
          ...marked,
          type: 'string',
          contentEncoding: 'base64',
          pattern: '^[A-Za-z0-9+/]*={0,2}$',
          ...maxLength,
        };
      }
      case 'enum':
        return shape.open
          ? { $comment: 'Open: other values may follow.', type: 'string', examples: shape.values }
          : { ...marked, type: 'string', ...oneOf(shape.values) };
      case 'literal':
        return { ...marked, ...oneOf(shape.values) };
      case 'array': {
        const { minItems, maxItems } = shape;
        return {
          ...marked,
          type: 'array',
          ...(minItems !== undefined && minItems > 0 && { minItems }),
          ...(maxItems !== undefined && { maxItems }),
          items: this.#slot(shape.item, place),
        };
      }
      case 'tuple':
        return { ...marked, ...this.#tuple(shape, place) };
      case 'record':
        return { ...marked, ...this.#record(shape, place) };
      case 'object':
        return { ...marked, ...this.#within(shape, reference, () => this.#object(shape, place)) };
      case 'union':
        return { ...marked, ...this.#within(shape, reference, () => this.#union(shape, place)) };
      case 'json':
        return marked;
      case 'void':
        return { type: 'null' };
      case 'ref': {
        const enclosing = this.#enclosing.at(-1 - shape.up);
        return { $ref: enclosing?.reference() ?? '#' };
      }
    }
  }

  /** Writes an object or union; one without a name gets a definition once something inside refers to it. */
  #within(shape: Shape, reference: (() => string) | undefined, write: () => JsonSchema): JsonSchema {
    let own: string | undefined;
    this.#enclosing.push({ reference: reference ?? (() => pointer((own ??= this.#freeName(shape)))) });
    const schema = write();
    this.#enclosing.pop();
    if (own === undefined) return schema;
    this.#definitions.set(own, schema);
    return { $ref: pointer(own) };
  }

  #freeName({ type }: Shape): string {
    const kind = type === 'union' ? 'RecursiveUnion' : 'RecursiveObject';
    let name = kind;
    for (let n = 2; this.#definitions.has(name); n++) name = `${kind}${n}`;
    this.#definitions.set(name, {});
    return name;
  }

  #object({ fields, others }: ObjectShape, { path, fields: docs }: Place): JsonSchema {
    const entries = Object.entries(fields);
    const properties = entries.map(([name, field]) => {
      const at = path === '' ? name : `${path}.${name}`;
      return [name, this.#described(field, { path: at, fields: docs })] as const;
    });
    const required = entries.filter(([, { optional }]) => !optional).map(([name]) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
      ...(others !== undefined && {
        additionalProperties: others === 'refuse' ? false : this.#slot(others, { path, fields: docs }),
      }),
    };
  }

  #described(field: Field, place: Place): JsonSchema {
    const schema = this.#slot(field, place);
    const named = field.shape.name === undefined ? field.shape.description : undefined;
    const description = place.fields.get(place.path) ?? named;
    return {
      ...(description !== undefined && { description }),
      ...schema,
      ...(field.default !== undefined && field.default !== '$dynamic' && { default: field.default }),
    };
  }

  #tuple({ items, rest }: TupleShape, place: Place): JsonSchema {
    const needed = items.filter(({ optional }) => !optional).length;
    return {
      type: 'array',
      prefixItems: items.map((item) => this.#slot(item, place)),
      items: rest ? this.#slot(rest, place) : false,
      minItems: needed,
      ...(!rest && { maxItems: items.length }),
    };
  }

  #record({ key, value }: RecordShape, place: Place): JsonSchema {
    const values = this.#slot(value, place);
    if ((key.type === 'enum' && !key.open) || key.type === 'literal') {
      const keys = key.values.map(String);
      return {
        type: 'object',
        properties: Object.fromEntries(keys.map((name) => [name, values])),
        ...(!value.optional && { required: keys }),
        additionalProperties: false,
      };
    }
    const propertyNames = keySchema(key);
    return { type: 'object', ...(propertyNames && { propertyNames }), additionalProperties: values };
  }

  #union({ discriminator, options }: UnionShape, place: Place): JsonSchema {
    const schemas = options.map(({ shape }) => this.#shape(shape, place));
    return discriminator === undefined ? { anyOf: schemas } : { type: 'object', oneOf: schemas };
  }
}

const pointer = (name: string): string => `#/$defs/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const sameSchema = (a: JsonSchema, b: JsonSchema): boolean =>
  Object.keys(a).length === 0 || JSON.stringify(a) === JSON.stringify(b);

const oneOf = (values: readonly unknown[]): JsonSchema =>
  values.length === 1 ? { const: values[0] } : { enum: values };

function numberSchema({ integer, min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberShape): JsonSchema {
  const minimum = min ?? (integer ? Number.MIN_SAFE_INTEGER : undefined);
  const maximum = max ?? (integer ? Number.MAX_SAFE_INTEGER : undefined);
  return {
    type: integer ? 'integer' : 'number',
    ...(minimum !== undefined && { [exclusiveMin ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { [exclusiveMax ? 'exclusiveMaximum' : 'maximum']: maximum }),
    // Validators divide floating-point numbers: 0.3 is not a multiple of 0.1 for them.
    ...(integer && multipleOf !== undefined && Number.isInteger(multipleOf) && { multipleOf: Math.abs(multipleOf) }),
  };
}

function bigintSchema({ min, max }: BigintShape): JsonSchema {
  const isNatural = min !== undefined && BigInt(min) >= 0n;
  const longest = min !== undefined && max !== undefined ? Math.max(min.length, max.length) : undefined;
  return {
    type: 'string',
    pattern: isNatural ? '^\\d+$' : '^-?\\d+$',
    ...(longest !== undefined && { maxLength: longest }),
  };
}

/** Schema of the keys of a record: numbers are texts there. */
function keySchema(key: Shape): JsonSchema | undefined {
  switch (key.type) {
    case 'number':
      return { pattern: key.integer ? '^-?\\d+$' : '^-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?$' };
    case 'string': {
      const { type: _type, ...rules } = textSchema(key);
      return Object.keys(rules).length > 0 ? rules : undefined;
    }
    default:
      return undefined;
  }
}
