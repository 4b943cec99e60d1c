import { bytes, decodeMessage, encodeMessage, event, openEnum, personal, type JsonValue } from '@multilith/contract';
import { shapeOf } from '@multilith/contract/lock';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf, type ShapeDocs } from './schema-of-shape.js';

const NO_DOCS: ShapeDocs = { fields: new Map(), type: () => ({ text: undefined, fields: new Map() }) };

interface Tree {
  name: string;
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(Tree) }));

interface Case {
  readonly schema: z.ZodType;
  /** Values that the contract accepts. */
  readonly takes: readonly unknown[];
  /** JSON that the contract refuses, and that JSON Schema can refuse. */
  readonly refuses: readonly JsonValue[];
}

const EMOJI = '😀';
const UUID = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
const CASES: Readonly<Record<string, Case>> = {
  text: { schema: z.string(), takes: ['', 'a'], refuses: [1, null, {}] },
  'bounded text': { schema: z.string().min(2).max(4), takes: ['ab', EMOJI.repeat(4)], refuses: ['a', EMOJI, 'abcde'] },
  'trimmed text': { schema: z.string().trim().min(1), takes: ['  a '], refuses: [''] },
  'a pattern': { schema: z.string().regex(/^[a-z]+$/), takes: ['abc'], refuses: ['ABC', 'a1'] },
  'a pattern without regard to case': { schema: z.string().regex(/^[a-z]+$/i), takes: ['ABC', 'abc'], refuses: [1] },
  'two patterns': { schema: z.string().startsWith('a').endsWith('z'), takes: ['abz'], refuses: ['ab', 'bz'] },
  // Without the flag `u`, an escape that is not needed is allowed.
  'an old pattern': { schema: z.string().regex(new RegExp('^[\\w\\_]+$')), takes: ['a_b'], refuses: [1] },
  'a UUID': { schema: z.uuid().toLowerCase(), takes: [UUID, UUID.toUpperCase()], refuses: ['x', `${UUID}0`] },
  'a UUID of a version': { schema: z.uuidv7(), takes: ['0190a6b0-0000-7000-8000-000000000000'], refuses: [UUID] },
  'an email address': { schema: z.email(), takes: ['a@b-.example.org', "o'x@example.org"], refuses: ['a', 'a@b'] },
  'an address in the web': { schema: z.url(), takes: ['https://exämple.org/a b'], refuses: [1] },
  'a date as text': { schema: z.iso.date(), takes: ['2024-02-29'], refuses: ['2023-02-29', '2023-1-1'] },
  'a time as text': { schema: z.iso.time(), takes: ['12:00:00', '12:00'], refuses: ['24:00:00'] },
  'a moment as text': { schema: z.iso.datetime(), takes: ['2024-01-01T00:00:00Z'], refuses: ['2024-01-01'] },
  'a moment with options': {
    schema: z.iso.datetime({ offset: true, precision: 3 }),
    takes: ['2024-01-01T00:00:00.000+02:00'],
    refuses: ['2024-01-01T00:00:00Z'],
  },
  'other formats': {
    schema: z.object({
      ip: z.ipv4(),
      six: z.ipv6(),
      span: z.iso.duration(),
      id: z.ulid(),
      code: z.base64(),
      phone: z.e164(),
    }),
    takes: [
      { ip: '192.0.2.1', six: '::1', span: 'P1Y', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', code: 'aGk=', phone: '+441234567' },
    ],
    refuses: [
      { ip: 'x', six: '::1', span: 'P1Y', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', code: 'aGk=', phone: '+441234567' },
    ],
  },
  'a template': { schema: z.templateLiteral(['v', z.int()]), takes: ['v1'], refuses: ['1', 'vx'] },
  'a number': { schema: z.number().gt(0).lte(1.5), takes: [0.1, 1.5], refuses: [0, 1.6, '1'] },
  'a fraction': { schema: z.number().multipleOf(0.1), takes: [0.3, 0.7], refuses: ['x'] },
  'a whole number': { schema: z.int().min(-5).multipleOf(5), takes: [-5, 0, 10], refuses: [-10, 3, 0.5, 2 ** 53] },
  'a short number': { schema: z.int32(), takes: [2 ** 31 - 1], refuses: [2 ** 31] },
  'a big number': { schema: z.bigint(), takes: [-(10n ** 30n), 0n], refuses: [1, '1.5', 'x'] },
  'a bounded big number': { schema: z.uint64(), takes: [2n ** 64n - 1n, 0n], refuses: ['-1', '9'.repeat(21)] },
  'a flag': { schema: z.boolean(), takes: [true, false], refuses: [0, 'true'] },
  nothing: { schema: z.null(), takes: [null], refuses: [0, ''] },
  'a date': {
    schema: z.date(),
    takes: [new Date(0), new Date('9999-12-31T23:59:59.999Z')],
    refuses: ['x', 'tomorrow'],
  },
  binary: {
    schema: bytes({ max: 4 }),
    takes: [new Uint8Array(), new Uint8Array([1, 2, 3, 4])],
    refuses: ['*', 'A'.repeat(12)],
  },
  'one of several': { schema: z.enum(['A', 'B']), takes: ['A', 'B'], refuses: ['C', null] },
  'one of several that may grow': { schema: openEnum(['A', 'B']), takes: ['A', 'Z'], refuses: [1] },
  'fixed values': { schema: z.literal(['a', 1, true]), takes: ['a', 1, true], refuses: ['b', 2, false] },
  'a fixed text': { schema: z.literal('a'), takes: ['a'], refuses: ['b'] },
  'a list': { schema: z.array(z.int()).min(1).max(2), takes: [[1], [1, 2]], refuses: [[], [1, 2, 3], ['a']] },
  'lists in a list': {
    schema: z.array(z.array(z.string().nullable())),
    takes: [[], [['a', null]]],
    refuses: [['a'], [[1]]],
  },
  'a tuple': { schema: z.tuple([z.string(), z.int()]), takes: [['a', 1]], refuses: [['a'], ['a', 1, 2], [1, 'a']] },
  'a tuple with more': {
    schema: z.tuple([z.string()], z.int()),
    takes: [['a'], ['a', 1, 2]],
    refuses: [[], ['a', 'b']],
  },
  'a map': { schema: z.record(z.string().max(2), z.int()), takes: [{}, { ab: 1 }], refuses: [{ abc: 1 }, { a: 'x' }] },
  'a map of listed keys': {
    schema: z.record(z.enum(['a', 'b']), z.int()),
    takes: [{ a: 1, b: 2 }],
    refuses: [{ a: 1 }, { a: 1, b: 2, c: 3 }],
  },
  'a map of some listed keys': {
    schema: z.partialRecord(z.enum(['a', 'b']), z.int()),
    takes: [{}, { a: 1 }],
    refuses: [{ c: 1 }],
  },
  'a map of numbers': {
    schema: z.record(z.number(), z.string()),
    takes: [{ '1': 'a', '-2.5': 'b' }],
    refuses: [{ x: 'a' }],
  },
  'an object': {
    schema: z.object({ a: z.string() }),
    takes: [{ a: 'x' }, { a: 'x', more: 1 }],
    refuses: [{}, { a: 1 }, []],
  },
  'an object and no more': {
    schema: z.strictObject({ a: z.string() }),
    takes: [{ a: 'x' }],
    refuses: [{ a: 'x', b: 1 }],
  },
  'an object and more': {
    schema: z.object({ a: z.string() }).catchall(z.date()),
    takes: [{ a: 'x', at: new Date(0) }],
    refuses: [{ a: 'x', at: 'y' }],
  },
  'what may be missing': {
    schema: z.object({ a: z.string().optional(), b: z.int().default(1), c: z.date().nullable() }),
    takes: [{ c: null }, { a: 'x', b: 2, c: new Date(0) }],
    refuses: [{}, { a: null, c: null }, { b: null, c: null }],
  },
  'tagged options': {
    schema: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), number: z.string() }),
      z.object({ kind: z.enum(['cash', 'cheque']), amount: z.bigint() }),
    ]),
    takes: [
      { kind: 'card', number: '1' },
      { kind: 'cheque', amount: 5n },
    ],
    refuses: [{ kind: 'card' }, { kind: 'gold' }, { kind: 'cash', amount: 5 }],
  },
  'options without tags': {
    schema: z.union([z.string(), z.int(), z.null()]),
    takes: ['a', 1, null],
    refuses: [1.5, true],
  },
  'any JSON': { schema: z.json(), takes: [null, [1, { a: 'b' }], 'x'], refuses: [] },
  'a codec': {
    schema: z.codec(z.string().max(5), z.int(), { decode: Number, encode: String }),
    takes: ['12'],
    refuses: [12, '123456'],
  },
  'a type that contains itself': {
    schema: Tree,
    takes: [{ name: 'a', children: [{ name: 'b', children: [] }] }],
    refuses: [{ name: 'a', children: [{ name: 'b' }] }],
  },
  'personal data': { schema: personal(z.object({ name: z.string() })), takes: [{ name: 'x' }], refuses: [{ name: 1 }] },
};

const validators = new Map<z.ZodType, ReturnType<typeof makeValidator>>();

/** A message with the schema as its only field, and the validator of its JSON Schema. */
function validatorOf(schema: z.ZodType): ReturnType<typeof makeValidator> {
  const known = validators.get(schema) ?? makeValidator(schema);
  validators.set(schema, known);
  return known;
}
function makeValidator(schema: z.ZodType): { type: ReturnType<typeof messageOf>; validate: ValidateFunction } {
  const payload = z.object({ value: schema });
  const ajv = new Ajv2020({ strict: true, strictTuples: false, allErrors: true });
  addFormats.default(ajv);
  return { type: messageOf(payload), validate: ajv.compile(jsonSchemaOf(shapeOf(payload), NO_DOCS)) };
}
const messageOf = (payload: z.ZodObject) => event('orders.Case', { payload, key: () => '' });

describe.each(Object.entries(CASES))('the JSON Schema of %s', (_name, { schema, takes, refuses }) => {
  it('accepts what the contract writes', () => {
    const { type, validate } = validatorOf(schema);
    for (const value of takes) {
      const json = encodeMessage(new type({ value } as never));
      expect(validate(json) || [json, validate.errors]).toBe(true);
    }
  });

  it('refuses what the contract refuses', () => {
    const { type, validate } = validatorOf(schema);
    for (const value of refuses) {
      expect(() => decodeMessage(type as never, { value })).toThrow();
      expect([value, validate({ value })]).toEqual([value, false]);
    }
  });
});

describe('a generated JSON Schema', () => {
  const Sku = z.string().max(40);
  const Line = z.object({ sku: Sku, other: Sku.nullable() });
  const names = new Map<z.ZodType, string>([
    [Sku, 'Sku'],
    [Line, 'Line'],
  ]);
  const docs: ShapeDocs = {
    fields: new Map([
      ['lines', 'One per product.'],
      ['at.city', 'Where.'],
    ]),
    type: (name) => ({ text: `A ${name}.`, fields: new Map(name === 'Line' ? [['other', 'Instead.']] : []) }),
  };

  it('has the named types as definitions, and the comments of the sources', () => {
    const schema = z.object({ lines: z.array(Line), at: z.object({ city: z.string().describe('overruled') }) });
    expect(jsonSchemaOf(shapeOf(schema, names), docs)).toEqual({
      type: 'object',
      properties: {
        lines: { description: 'One per product.', type: 'array', items: { $ref: '#/$defs/Line' } },
        at: { type: 'object', properties: { city: { description: 'Where.', type: 'string' } }, required: ['city'] },
      },
      required: ['lines', 'at'],
      $defs: {
        Line: {
          description: 'A Line.',
          type: 'object',
          properties: {
            sku: { $ref: '#/$defs/Sku' },
            other: { description: 'Instead.', anyOf: [{ $ref: '#/$defs/Sku' }, { type: 'null' }] },
          },
          required: ['sku', 'other'],
        },
        Sku: { description: 'A Sku.', type: 'string', maxLength: 40 },
      },
    });
  });

  it('keeps a copy with another rule apart from the type of its name', () => {
    const schema = z.object({ a: Sku, b: z.string().max(5).meta({ id: 'Sku' }) });
    expect(jsonSchemaOf(shapeOf(schema, names), docs)).toMatchObject({
      properties: { a: { $ref: '#/$defs/Sku' }, b: { type: 'string', maxLength: 5 } },
      $defs: { Sku: { maxLength: 40 } },
    });
  });

  it('shows defaults, but not those that are computed', () => {
    const schema = z.object({ a: z.bigint().default(5n), b: z.date().default(() => new Date()) });
    expect(jsonSchemaOf(shapeOf(schema), NO_DOCS)).toMatchObject({ properties: { a: { default: '5' } } });
    expect(JSON.stringify(jsonSchemaOf(shapeOf(schema), NO_DOCS))).not.toContain('$dynamic');
  });
});
