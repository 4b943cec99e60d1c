import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes, DefinitionError, findWireFaults, openEnum, personal } from '../index.js';
import { shapeOf, type Shape, type Slot } from '../lock/index.js';

const STRING = { type: 'string' } as const;
const DATE = { type: 'date' } as const;
const stored = { decode: (text: string) => Number(text), encode: (value: number) => String(value) };

class Price {
  constructor(readonly pence: number) {}
}
const PriceCodec = z.codec(z.string().max(9), z.instanceof(Price), {
  decode: (text) => new Price(Number(text)),
  encode: (price) => String(price.pence),
});

describe('the shape of a schema', () => {
  it.each<[what: string, schema: z.ZodType, shape: Shape]>([
    ['text', z.string(), STRING],
    [
      'trimmed text of some characters',
      z
        .string()
        .trim()
        .min(1)
        .max(40)
        .regex(/^\P{C}*$/u),
      { ...STRING, minLength: 1, maxLength: 40, patterns: ['/^\\P{C}*$/u'], normalized: ['trim'] },
    ],
    ['text of one length', z.string().length(3), { ...STRING, minLength: 3, maxLength: 3 }],
    [
      'the tightest of several bounds',
      z.string().min(1).min(3).max(9).max(5),
      { ...STRING, minLength: 3, maxLength: 5 },
    ],
    [
      'text that is changed in several ways',
      z
        .string()
        .trim()
        .toLowerCase()
        .toUpperCase()
        .normalize()
        .overwrite((text) => text.slice(1)),
      { ...STRING, normalized: ['trim', 'lowercase', 'uppercase', 'other', 'other'] },
    ],
    ['a format', z.uuid().toLowerCase(), { ...STRING, format: 'uuid', normalized: ['lowercase'] }],
    ['a format as a check', z.string().email().max(9), { ...STRING, format: 'email', maxLength: 9 }],
    [
      'a format with a rule of its own',
      z.email({ pattern: /@example/ }),
      { ...STRING, format: 'email', patterns: ['/@example/'] },
    ],
    [
      'a format with options',
      z.iso.datetime({ offset: true, precision: 3 }),
      {
        ...STRING,
        format: 'datetime(offset, precision=3)',
        patterns: [expect.stringMatching(/^\/\^.*\$\/$/)] as never,
      },
    ],
    [
      'a version of a format',
      z.uuidv4(),
      { ...STRING, format: 'uuid(version=v4)', patterns: [String(z.uuidv4()._zod.def.pattern)] },
    ],
    ['a url of some protocol', z.url({ protocol: /^https$/ }), { ...STRING, format: 'url(protocol=/^https$/)' }],
    ['a date as text', z.iso.date(), { ...STRING, format: 'date' }],
    [
      'a format of the application',
      z.stringFormat('sku', /^[A-Z]+$/),
      { ...STRING, format: 'sku', patterns: ['/^[A-Z]+$/'] },
    ],
    ['a format that is code', z.stringFormat('sku', () => true), { ...STRING, format: 'sku', refined: 1 }],
    [
      'parts of text',
      z.string().startsWith('a').endsWith('b').includes('c'),
      { ...STRING, patterns: ['/^a.*/', '/.*b$/', '/c/'] },
    ],
    ['text in capitals', z.string().uppercase(), { ...STRING, patterns: ['/^[^a-z]*$/'] }],
    ['a template', z.templateLiteral(['sku-', z.int()]), { ...STRING, patterns: ['/^sku--?\\d+$/'] }],
    ['a number', z.number(), { type: 'number' }],
    ['an integer', z.int().min(1).max(9), { type: 'number', integer: true, min: 1, max: 9 }],
    ['a number that is made an integer', z.number().int(), { type: 'number', integer: true }],
    ['an integer of 32 bits', z.int32().min(0), { type: 'number', integer: true, min: 0, max: 2147483647 }],
    ['an integer of 32 bits without sign', z.uint32(), { type: 'number', integer: true, min: 0, max: 4294967295 }],
    [
      'a number between bounds that are excluded',
      z.number().positive().min(0).lt(10).multipleOf(0.5),
      { type: 'number', min: 0, exclusiveMin: true, max: 10, exclusiveMax: true, multipleOf: 0.5 },
    ],
    ['a bigint', z.bigint(), { type: 'bigint' }],
    ['a bigint of 64 bits', z.int64(), { type: 'bigint', min: '-9223372036854775808', max: '9223372036854775807' }],
    ['a bigint between bounds', z.bigint().gt(2n).lt(9n), { type: 'bigint', min: '3', max: '8' }],
    ['a boolean', z.boolean(), { type: 'boolean' }],
    ['null', z.null(), { type: 'null' }],
    ['nothing', z.void(), { type: 'void' }],
    ['a date', z.date(), DATE],
    [
      'a date between bounds',
      z
        .date()
        .min(new Date(0))
        .check(z.lt(new Date(5))),
      { ...DATE, min: '1970-01-01T00:00:00.000Z', max: '1970-01-01T00:00:00.004Z' },
    ],
    ['bytes', bytes(), { type: 'bytes' }],
    [
      'some bytes with a rule',
      bytes({ max: 4 }).refine((data) => data.length > 0),
      { type: 'bytes', max: 4, refined: 1 },
    ],
    ['an enum', z.enum(['a', 'b']), { type: 'enum', values: ['a', 'b'] }],
    ['an open enum', openEnum(['a', 'b', 'a']), { type: 'enum', values: ['a', 'b'], open: true }],
    ['a numeric enum', z.enum({ A: 1, B: 2 }), { type: 'literal', values: [1, 2] }],
    ['a text literal', z.literal('a'), { type: 'enum', values: ['a'] }],
    ['literals of several kinds', z.literal(['a', 7, true]), { type: 'literal', values: ['a', 7, true] }],
    ['a union of texts', z.union([z.literal('a'), z.enum(['b', 'a'])]), { type: 'enum', values: ['a', 'b'] }],
    ['any JSON', z.json(), { type: 'json' }],
    ['a list', z.array(z.date()).min(1).max(9), { type: 'array', item: { shape: DATE }, minItems: 1, maxItems: 9 }],
    [
      'a list of nullable values',
      z.array(z.date().nullable()),
      { type: 'array', item: { shape: DATE, nullable: true } },
    ],
    [
      'a tuple',
      z.tuple([z.string(), z.date().nullable(), z.string().default('x')], z.boolean()),
      {
        type: 'tuple',
        items: [{ shape: STRING }, { shape: DATE, nullable: true }, { shape: STRING, optional: true }],
        rest: { shape: { type: 'boolean' } },
      },
    ],
    [
      'a record',
      z.record(z.string().max(9), z.date()),
      { type: 'record', key: { ...STRING, maxLength: 9 }, value: { shape: DATE } },
    ],
    [
      'a record by enum',
      z.record(z.enum(['a']), z.date()),
      { type: 'record', key: { type: 'enum', values: ['a'] }, value: { shape: DATE } },
    ],
    [
      'a record by enum in which keys may be missing',
      z.partialRecord(z.enum(['a']), z.date()),
      { type: 'record', key: { type: 'enum', values: ['a'] }, value: { shape: DATE, optional: true } },
    ],
    ['an object', z.object({ a: z.string() }), { type: 'object', fields: { a: { shape: STRING } } }],
    [
      'an object without other fields',
      z.strictObject({ a: z.string() }),
      { type: 'object', fields: { a: { shape: STRING } }, others: 'refuse' },
    ],
    [
      'an object with other fields',
      z.object({}).catchall(z.date().nullable()),
      { type: 'object', fields: {}, others: { shape: DATE, nullable: true } },
    ],
    [
      'a union by discriminator',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('at'), when: z.date() }),
        z.object({ kind: z.enum(['big', 'huge']) }),
      ]),
      {
        type: 'union',
        discriminator: 'kind',
        options: [
          {
            tag: 'at',
            shape: {
              type: 'object',
              fields: { kind: { shape: { type: 'enum', values: ['at'] } }, when: { shape: DATE } },
            },
          },
          { tag: 'big', shape: { type: 'object', fields: { kind: { shape: { type: 'enum', values: ['big'] } } } } },
          { tag: 'huge', shape: { type: 'object', fields: { kind: { shape: { type: 'enum', values: ['huge'] } } } } },
        ],
      },
    ],
    [
      'a union by discriminator inside another one',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal(1) }),
        z.discriminatedUnion('kind', [z.object({ kind: z.literal(2) }), z.object({ kind: z.literal(3) })]),
      ]),
      {
        type: 'union',
        discriminator: 'kind',
        options: [1, 2, 3].map((tag) => ({
          tag: String(tag),
          shape: { type: 'object', fields: { kind: { shape: { type: 'literal', values: [tag] } } } },
        })),
      },
    ],
    [
      'a union that JSON tells apart',
      z.union([z.string(), z.union([z.number(), z.boolean()])]),
      { type: 'union', options: [{ shape: STRING }, { shape: { type: 'number' } }, { shape: { type: 'boolean' } }] },
    ],
    ['a union of one', z.union([z.string()]), STRING],
    [
      'an exclusive union',
      z.xor([z.string(), z.number()]),
      { type: 'union', options: [{ shape: STRING }, { shape: { type: 'number' } }], refined: 1 },
    ],
    ['a codec, by its wire side', PriceCodec, { ...STRING, maxLength: 9, refined: 1 }],
    ['a stringbool', z.stringbool(), { ...STRING, refined: 1 }],
    ['a pipe', z.string().pipe(z.string().min(3)), { ...STRING, refined: 1 }],
    [
      'a codec with a rule behind it',
      z.codec(z.string(), z.number(), stored).refine(() => true),
      { ...STRING, refined: 2 },
    ],
    [
      'rules that cannot be seen',
      z
        .array(z.string())
        .refine(() => true)
        .superRefine(() => {}),
      { type: 'array', item: { shape: STRING }, refined: 2 },
    ],
    [
      'a rule of a wrapper',
      z
        .string()
        .nullable()
        .unwrap()
        .readonly()
        .refine(() => true),
      { ...STRING, refined: 1 },
    ],
    [
      'a rule on a property',
      z.object({ a: z.string() }).check(z.property('a', z.string().min(3))),
      { type: 'object', fields: { a: { shape: STRING } }, refined: 1 },
    ],
    ['a branded, read-only date', z.date().brand('At').readonly(), DATE],
    ['personal data', personal(z.string().max(9)), { ...STRING, maxLength: 9, personal: true }],
    ['a described schema', z.string().describe('A note.'), { ...STRING, description: 'A note.' }],
    [
      'the outermost of two descriptions',
      z.string().describe('A note.').max(3).describe('A short note.'),
      { ...STRING, maxLength: 3, description: 'A short note.' },
    ],
    ['a schema with an id', z.object({}).meta({ id: 'Nothing' }), { type: 'object', fields: {}, name: 'Nothing' }],
    ['a lazy schema', z.lazy(() => z.string().max(3)), { ...STRING, maxLength: 3 }],
  ])('describes %s', (_what, schema, shape) => {
    expect(findWireFaults(schema)).toEqual([]);
    expect(shapeOf(schema)).toEqual({ shape });
    expect(JSON.parse(JSON.stringify(shapeOf(schema)))).toEqual({ shape });
  });

  it.each<[what: string, schema: z.ZodType, slot: Slot]>([
    ['nullable', z.date().nullable(), { shape: DATE, nullable: true }],
    ['a union with null', z.union([z.date(), z.null()]), { shape: DATE, nullable: true }],
    ['a literal that may be null', z.literal(['a', null]), { shape: { type: 'enum', values: ['a'] }, nullable: true }],
    ['null that is nullable', z.null().nullable(), { shape: { type: 'null' } }],
    [
      'a union with nullable parts',
      z.union([z.string(), z.number().nullable()]),
      { shape: { type: 'union', options: [{ shape: STRING }, { shape: { type: 'number' } }] }, nullable: true },
    ],
    ['behind a lazy schema', z.lazy(() => z.date().nullable()), { shape: DATE, nullable: true }],
  ])('says that a value may be null: %s', (_what, schema, slot) => {
    expect(shapeOf(schema)).toEqual(slot);
  });

  it('says which fields may be missing, and what they are then', () => {
    const fields = fieldsOf({
      plain: z.string(),
      optional: z.string().optional(),
      nullish: z.string().nullish(),
      default: z.string().default('x'),
      date: z.date().default(new Date(7)),
      bigint: z.bigint().default(7n),
      list: z.array(z.string()).default(['x']),
      now: z.date().default(() => new Date()),
      fixed: z.date().default(() => new Date(7)),
      random: z.number().default(() => Math.random()),
      null: z.string().nullable().default(null),
      both: z.string().default('x').nullable(),
      optionalDefault: z.string().default('x').optional(),
      prefault: z.string().trim().prefault(' x '),
      codec: PriceCodec.default(new Price(3)),
      input: z.codec(z.string().default('3'), z.number(), stored),
      lazy: z.lazy(() => z.string().default('x')),
      required: z.string().optional().nonoptional(),
      exact: z.string().exactOptional(),
    });
    const defaults = Object.entries(fields).map(([name, field]) => [name, field.optional ?? false, field.default]);
    expect(defaults).toEqual([
      ['plain', false, undefined],
      ['optional', true, undefined],
      ['nullish', true, undefined],
      ['default', true, 'x'],
      ['date', true, '1970-01-01T00:00:00.007Z'],
      ['bigint', true, '7'],
      ['list', true, ['x']],
      ['now', true, '$dynamic'],
      ['fixed', true, '$dynamic'],
      ['random', true, '$dynamic'],
      ['null', true, null],
      ['both', true, 'x'],
      ['optionalDefault', true, 'x'],
      ['prefault', true, 'x'],
      ['codec', true, '3'],
      ['input', true, '3'],
      ['lazy', true, 'x'],
      ['required', false, undefined],
      ['exact', true, undefined],
    ]);
    expect(fields['both']!.nullable).toBe(true);
    expect(fields['nullish']).toEqual({ shape: STRING, optional: true, nullable: true });
  });

  it('refers to the enclosing type of a recursive type', () => {
    const Category = z.object({
      name: z.string(),
      get children() {
        return z.array(Category);
      },
    });
    const children = { shape: { type: 'array', item: { shape: { type: 'ref', up: 0 } } } };
    expect(shapeOf(Category).shape).toEqual({ type: 'object', fields: { name: { shape: STRING }, children } });
    expect(shapeOf(z.object({ root: Category })).shape).toMatchObject({
      fields: { root: { shape: { fields: { children } } } },
    });
  });

  it('counts the objects and unions between a reference and its type', () => {
    type Node = { kind: 'leaf' } | { kind: 'node'; children: Node[] };
    const Node: z.ZodType<Node> = z.lazy(() =>
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('leaf') }),
        z.object({ kind: z.literal('node'), children: z.array(Node) }),
      ]),
    );
    const { shape } = shapeOf(Node);
    expect(shape).toMatchObject({
      options: [{}, { shape: { fields: { children: { shape: { item: { shape: { type: 'ref', up: 1 } } } } } } }],
    });
  });

  it('does not count unions of which nothing is left', () => {
    const next = { shape: { type: 'ref', up: 0 }, nullable: true };
    const Tree: z.ZodType = z.object({ next: z.union([z.lazy(() => Tree), z.null()]) });
    expect(shapeOf(Tree).shape).toEqual({ type: 'object', fields: { next } });
    const Value: z.ZodType = z.lazy(() => z.union([z.string(), z.union([z.number(), z.object({ value: Value })])]));
    const value = { shape: { type: 'ref', up: 1 } };
    expect(shapeOf(Value).shape).toEqual({
      type: 'union',
      options: [{ shape: STRING }, { shape: { type: 'number' } }, { shape: { type: 'object', fields: { value } } }],
    });
    const Inner: z.ZodType = z.lazy(() =>
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('b'), inner: Inner.nullable() })] as never),
    );
    const Outer = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), Inner as never]);
    // Inside its option the inner union is one of its own again, whose only option is the object around it.
    const inner = { type: 'union', discriminator: 'kind', options: [{ tag: 'b', shape: { type: 'ref', up: 1 } }] };
    expect(shapeOf(Outer).shape).toMatchObject({
      options: [{ tag: 'a' }, { tag: 'b', shape: { fields: { inner: { shape: inner, nullable: true } } } }],
    });
  });

  it('refers to a type that is nullable inside itself', () => {
    const Link = z.object({
      get next() {
        return Link.nullable();
      },
    });
    expect(shapeOf(Link).shape).toEqual({
      type: 'object',
      fields: { next: { shape: { type: 'ref', up: 0 }, nullable: true } },
    });
  });

  it('refuses types that are recursive without an object or union, and kinds without a wire form', () => {
    const Nested: z.ZodType = z.lazy(() => z.array(Nested));
    expect(() => shapeOf(Nested)).toThrow(DefinitionError);
    expect(() => shapeOf(z.map(z.string(), z.string()))).toThrow(/'map', which has no wire form/);
  });

  it('recognizes z.json(), also with a description, and nothing else', () => {
    expect(shapeOf(z.json().describe('Anything.')).shape).toEqual({ type: 'json', description: 'Anything.' });
    expect(shapeOf(z.lazy(() => z.union([z.string(), z.number()]))).shape.type).toBe('union');
  });
});

describe('the names of types', () => {
  const State = z.enum(['OPEN', 'CLOSED']);
  const Line = z.object({ sku: z.string() });
  const names = new Map<z.ZodType, string>([
    [State, 'State'],
    [Line, 'Line'],
  ]);
  const nameOf = (schema: z.ZodType) => shapeOf(schema, names).shape.name;

  it('are those given, before those of the schema', () => {
    const Named = Line.meta({ id: 'Other' });
    expect(nameOf(Line)).toBe('Line');
    expect(nameOf(Named)).toBe('Other');
    expect(shapeOf(Named, new Map([[Named, 'Given']])).shape.name).toBe('Given');
  });

  it('are those of a type behind wrappers, descriptions, rules and the mark of personal data', () => {
    for (const schema of [
      State.optional(),
      State.nullable(),
      State.default('OPEN'),
      State.describe('Where it stands.'),
    ])
      expect(nameOf(schema)).toBe('State');
    for (const schema of [Line.refine(() => true), personal(Line), Line.readonly(), z.lazy(() => Line)])
      expect(nameOf(schema)).toBe('Line');
  });

  it('are not those of a type with other fields or values', () => {
    expect(nameOf(Line.extend({ quantity: z.int() }))).toBeUndefined();
    expect(nameOf(State.exclude(['OPEN']))).toBeUndefined();
  });

  it('of a text are not those of a stricter text', () => {
    const Sku = z.string().max(40);
    const given = new Map<z.ZodType, string>([[Sku, 'Sku']]);
    expect(shapeOf(Sku.describe('A code.'), given).shape.name).toBe('Sku');
    expect(shapeOf(Sku.max(3), given).shape.name).toBeUndefined();
  });
});

function fieldsOf(fields: Record<string, z.ZodType>) {
  const { shape } = shapeOf(z.object(fields));
  return shape.type === 'object' ? shape.fields : {};
}
