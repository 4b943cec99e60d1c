import fc from 'fast-check';
import { z } from 'zod';
import { bytes, openEnum } from '../src/index.js';

/** A schema and values that fit it, as a contract would have them after parsing. */
export interface SchemaAndValues {
  readonly schema: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

/** A price in pence that is a class instance in memory and a string on the wire. */
class Price {
  constructor(readonly pence: number) {}
}
const PriceCodec = z.codec(z.string(), z.instanceof(Price), {
  decode: (text) => new Price(Number(text)),
  encode: (price) => String(price.pence),
});

interface Tree {
  name: string;
  since: Date;
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  since: z.date(),
  get children() {
    return z.array(Tree);
  },
});

/** Text that contracts can hold. */
export const text = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 100 }))
  .filter((value) => !value.includes('\0') && value.isWellFormed());
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const whole = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 })).map((value) => value + 0);
const fraction = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name: text,
    since: date,
    children: fc.oneof({ maxDepth: 3 }, fc.constant<Tree[]>([]), fc.array(tie('tree'), { maxLength: 3 })),
  }),
})).tree;
const json = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: true } as never)
  .map(
    (value) =>
      JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"').replaceAll('\\u0000', '')) as unknown,
  );

const of = (schema: z.ZodType, values: fc.Arbitrary<unknown>): SchemaAndValues => ({ schema, values });

const leaves: SchemaAndValues[] = [
  of(z.string(), text),
  of(
    z
      .string()
      .trim()
      .max(60)
      .regex(/^\P{C}*$/u),
    fc.string({ maxLength: 40 }).map((value) => value.trim()),
  ),
  of(
    z.string().min(1).max(3),
    fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 2 }).filter((value) => [...value].length <= 3),
  ),
  of(z.uuid().toLowerCase(), fc.uuid()),
  of(
    z.email(),
    word.map((name) => `${name}@example.org`),
  ),
  of(
    z.url(),
    word.map((name) => `https://example.org/${name}`),
  ),
  of(
    z.templateLiteral(['sku-', z.int()]),
    fc.nat().map((n) => `sku-${n}`),
  ),
  of(openEnum(['A', 'B']), fc.constantFrom('A', 'B', 'C')),
  of(z.enum(['OPEN', 'closed', 'in transit']), fc.constantFrom('OPEN', 'closed', 'in transit')),
  of(z.literal(['x', 'y']), fc.constantFrom('x', 'y')),
  of(z.literal([1, 2.5]), fc.constantFrom(1, 2.5)),
  of(z.literal(['x', 7, true]), fc.constantFrom('x', 7, true)),
  of(z.enum({ A: 1, B: 2 }), fc.constantFrom(1, 2)),
  of(z.int(), whole),
  of(z.int().min(1).max(100), fc.integer({ min: 1, max: 100 })),
  of(z.number(), fraction),
  of(
    z.number().multipleOf(0.5),
    whole.map((value) => (value % 1000) / 2 + 0),
  ),
  of(z.boolean(), fc.boolean()),
  of(z.null(), fc.constant(null)),
  of(z.date(), date),
  of(z.date().min(new Date(0)), fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })),
  of(z.bigint(), fc.bigInt()),
  of(z.int64(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  of(z.uint64(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  of(bytes(), fc.uint8Array()),
  of(bytes({ max: 3 }), fc.uint8Array({ maxLength: 3 })),
  of(z.json(), json),
  of(z.union([z.string(), z.number(), z.boolean()]), fc.oneof(text, fraction, fc.boolean())),
  of(z.union([z.literal('none'), z.uuid()]), fc.oneof(fc.constant('none'), fc.uuid())),
  of(
    PriceCodec,
    fc.nat().map((pence) => new Price(pence)),
  ),
  of(Tree, tree),
];

const leaf = fc.constantFrom(...leaves);

/** Whether null or nothing can be added to a schema, which would then not have three states. */
const isPlain = ({ schema }: SchemaAndValues): boolean =>
  !schema.safeParse(null).success && !schema.safeParse(undefined).success;

/** A value in a list, map or tuple, or an answer. */
const element = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc
    .tuple(inner, fc.nat(3))
    .map(([one, how]) => (how === 0 && isPlain(one) ? of(one.schema.nullable(), fc.option(one.values)) : one));

/** A field of an object; `absent` values are left out. */
const ABSENT = Symbol('absent');
const field = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc.tuple(inner, fc.nat(6)).chain(([one, how]) => {
    if (!isPlain(one)) return fc.constant(one);
    const { schema, values } = one;
    switch (how) {
      case 0:
        return fc.constant(of(schema.optional(), fc.option(values, { nil: ABSENT })));
      case 1:
        return fc.constant(of(schema.nullable(), fc.option(values)));
      case 2:
        return values.map((value) => of(schema.default(value as never), values));
      case 3:
        // Zod cannot freeze binary data.
        return fc.constant(schema.safeParse(new Uint8Array(1)).success ? one : of(schema.readonly(), values));
      default:
        return fc.constant(one);
    }
  });

const objectOf = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc
    .tuple(
      fc.uniqueArray(word, { maxLength: 6, selector: (name) => name }),
      fc.array(field(inner), { minLength: 6, maxLength: 6 }),
      fc.nat(4),
    )
    .map(([names, fields, how]) => {
      const shape = Object.fromEntries(names.map((name, i) => [`${name}Of`, fields[i]!]));
      const schemas = Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, one.schema]));
      const object = how === 0 ? z.strictObject(schemas) : z.object(schemas);
      const values = fc
        .record(Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, one.values])))
        .map((value) => Object.fromEntries(Object.entries(value).filter(([, part]) => part !== ABSENT)));
      return of(how === 1 ? object.refine(() => true) : object, values);
    });

const unionOf = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc.tuple(field(inner), field(inner)).map(([one, other]) => {
    const schema = z.discriminatedUnion('is', [
      z.object({ is: z.literal('one'), of: one.schema }),
      z.object({ is: z.enum(['two', 'three']), other: other.schema }),
      z.object({ is: z.literal(4) }),
    ]);
    const values = fc
      .oneof(
        fc.record({ is: fc.constant('one'), of: one.values }),
        fc.record({ is: fc.constantFrom('two', 'three'), other: other.values }),
        fc.record({ is: fc.constant(4) }),
      )
      .map((value) => Object.fromEntries(Object.entries(value).filter(([, part]) => (part as unknown) !== ABSENT)));
    return of(schema, values);
  });

const listOf = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc.tuple(element(inner), fc.boolean()).map(([one, isChecked]) => {
    const schema = z.array(one.schema);
    return of(isChecked ? schema.max(5).refine(() => true) : schema, fc.array(one.values, { maxLength: 5 }));
  });

const tupleOf = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc.tuple(element(inner), element(inner), element(inner)).map(([a, b, rest]) =>
    of(
      z.tuple([a.schema, b.schema], rest.schema),
      fc.tuple(a.values, b.values, fc.array(rest.values, { maxLength: 3 })).map(([x, y, more]) => [x, y, ...more]),
    ),
  );

const recordOf = (inner: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<SchemaAndValues> =>
  fc.tuple(element(inner), fc.nat(2)).map(([one, how]) => {
    if (how === 0) return of(z.record(z.enum(['a', 'b']), one.schema), fc.record({ a: one.values, b: one.values }));
    if (how === 1) return of(z.record(z.string().max(9), one.schema), fc.dictionary(word, one.values, { maxKeys: 4 }));
    const keys = text.filter((key) => key !== '__proto__');
    return of(z.record(z.string(), one.schema), fc.dictionary(keys, one.values, { maxKeys: 4, noNullPrototype: true }));
  });

const nested = (depth: number): fc.Arbitrary<SchemaAndValues> => {
  if (depth === 0) return leaf;
  const inner = nested(depth - 1);
  return fc.oneof(
    { arbitrary: leaf, weight: 2 },
    { arbitrary: objectOf(inner), weight: 3 },
    listOf(inner),
    tupleOf(inner),
    recordOf(inner),
    unionOf(inner),
  );
};

/** Schemas of every kind that contracts can have, each with values that fit it. */
export const schemaAndValues: fc.Arbitrary<SchemaAndValues> = element(nested(3));
