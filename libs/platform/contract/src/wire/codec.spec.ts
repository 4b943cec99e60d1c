import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  command,
  contractError,
  ContractError,
  decodeError,
  decodeMessage,
  decodeOutput,
  definitionOf,
  encodeError,
  encodeMessage,
  encodeOutput,
  errorDefinitionOf,
  findWireFaults,
  idempotencyKeyOf,
  InvalidMessageError,
  ownMessage,
  ownOutput,
  query,
  type JsonValue,
} from '../index.js';

const overTheWire = (json: JsonValue): JsonValue => JSON.parse(JSON.stringify(json)) as JsonValue;

/** A price in pence that is a class instance in memory and a string on the wire. */
class Price {
  constructor(readonly pence: number) {}
}
const PriceCodec = z.codec(z.string(), z.instanceof(Price), {
  decode: (text) => new Price(Number(text)),
  encode: (price) => String(price.pence),
});

interface Category {
  name: string;
  since: Date;
  children: Category[];
}
const Getter: z.ZodType<Category> = z.object({
  name: z.string(),
  since: z.date(),
  get children() {
    return z.array(Getter);
  },
});
const Lazy: z.ZodType<Category> = z.object({
  name: z.string(),
  since: z.date(),
  children: z.lazy(() => z.array(Lazy)),
});
const tree: Category = { name: 'a', since: new Date(1), children: [{ name: 'b', since: new Date(2), children: [] }] };

const Shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('at'), when: z.date() }),
  z.object({ kind: z.literal('text'), when: z.string() }),
  z.object({ kind: z.enum(['big', 'huge']), size: z.bigint() }),
]);

describe('a value on the wire', () => {
  it.each<[what: string, schema: z.ZodType, value: unknown]>([
    ['text', z.string(), 'a "quoted" line\n🙂'],
    ['a number', z.number(), 1.5e-7],
    ['a boolean', z.boolean(), false],
    ['null', z.null(), null],
    ['an enum', z.enum(['a', 'b']), 'b'],
    ['a numeric enum', z.enum({ A: 1, B: 2 }), 2],
    ['a literal', z.literal(['x', 7, null]), 7],
    ['a template', z.templateLiteral(['sku-', z.int()]), 'sku-7'],
    ['arbitrary JSON', z.json(), { a: [1, 'b', null, { c: true }] }],
    ['a date', z.date(), new Date('2011-12-09T12:50:00.123Z')],
    ['a date far away', z.date(), new Date(8.64e15)],
    ['a bigint', z.bigint(), 2n ** 200n],
    ['a negative bigint', z.int64(), -5n],
    ['bytes', bytes(), new Uint8Array([0, 1, 127, 128, 255])],
    ['many bytes', bytes(), new Uint8Array(100_000).map((_, i) => i)],
    ['no bytes', bytes(), new Uint8Array()],
    ['a codec', PriceCodec, new Price(1999)],
    ['a stringbool', z.stringbool(), true],
    ['nothing', z.void(), undefined],
    ['a nullable that is null', z.date().nullable(), null],
    ['a nullable that is there', z.date().nullable(), new Date(5)],
    ['an optional field that is there', z.object({ at: z.date().optional() }), { at: new Date(5) }],
    ['an optional field that is not', z.object({ at: z.date().optional() }), {}],
    ['an optional codec that is not', z.object({ price: PriceCodec.optional() }), {}],
    ['a default', z.object({ at: z.date().default(new Date(7)) }), { at: new Date(5) }],
    ['a codec with a default', z.object({ price: PriceCodec.default(new Price(1)) }), { price: new Price(2) }],
    ['a prefault', z.object({ at: z.date().prefault(new Date(7)) }), { at: new Date(5) }],
    ['an array of dates', z.array(z.date()), [new Date(1), new Date(2)]],
    ['an array of codecs', z.array(PriceCodec), [new Price(1), new Price(2)]],
    ['a tuple', z.tuple([z.date(), z.bigint()], z.date()), [new Date(1), 2n, new Date(3), new Date(4)]],
    ['a record', z.record(z.string(), z.bigint()), { a: 1n, b: 2n }],
    ['a record with an odd key', z.record(z.string(), z.date()), { constructor: new Date(1), toString: new Date(2) }],
    ['a record by enum', z.record(z.enum(['a', 'b']), z.date()), { a: new Date(1), b: new Date(2) }],
    ['other fields', z.object({ a: z.string() }).catchall(z.date()), { a: 'x', b: new Date(1) }],
    [
      'a discriminated union',
      z.array(Shape),
      [
        { kind: 'at', when: new Date(1) },
        { kind: 'text', when: '2011-12-09T12:50:00.000Z' },
        { kind: 'huge', size: 9n },
      ],
    ],
    ['a recursive value by getter', Getter, tree],
    ['a recursive value by z.lazy', Lazy, tree],
    ['a union that JSON tells apart', z.union([z.string(), z.number(), z.object({ a: z.null() })]), { a: null }],
    ['a branded, read-only date', z.date().brand('At').readonly(), new Date(3)],
  ])('survives: %s', (_what, schema, value) => {
    class Ask extends command('orders.Ask', { input: z.object({}), output: schema, access: 'public' }) {}
    expect(findWireFaults(schema)).toEqual([]);
    expect(decodeOutput(Ask, overTheWire(encodeOutput(Ask, value)))).toEqual(value);
  });

  it('is not changed by encoding', () => {
    class Ask extends command('orders.Ask', { input: z.object({}), output: Getter, access: 'public' }) {}
    const value = structuredClone(tree);
    encodeOutput(Ask, value);
    expect(value).toEqual(tree);
  });

  it.each<[what: string, schema: z.ZodType, json: JsonValue]>([
    ['an invalid date', z.date(), 'yesterday'],
    ['a date as a number', z.date(), 5],
    ['a bigint with a point', z.bigint(), '1.5'],
    ['a bigint that is empty', z.bigint(), ''],
    ['bytes that are no base64', bytes(), '%%%'],
    ['bytes over their limit', bytes({ max: 2 }), 'AAAAAA=='],
    ['an object for an array', z.array(z.date()), {}],
    ['an array for an object', z.object({ at: z.date() }), []],
    ['null for an object', z.object({ at: z.date() }), null],
    ['an unknown variant', Shape, { kind: 'other' }],
    ['a variant of no kind', Shape, null],
    ['a __proto__ variant', Shape, { kind: '__proto__', when: 1 }],
  ])('is refused by its schema: %s', (_what, schema, json) => {
    class Ask extends command('orders.Ask', { input: z.object({}), output: schema, access: 'public' }) {}
    expect(() => decodeOutput(Ask, json)).toThrow(z.ZodError);
  });

  it('does not apply a __proto__ key', () => {
    class Ask extends command('orders.Ask', {
      input: z.object({}),
      output: z.record(z.string(), z.object({ at: z.date() })),
      access: 'public',
    }) {}
    const json = JSON.parse(
      '{ "a": { "at": "1970-01-01T00:00:00.001Z" }, "__proto__": { "at": "1970-01-01T00:00:00.002Z" } }',
    );
    const decoded = decodeOutput(Ask, json) as object;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(Object.entries(decoded)).toEqual([['a', { at: new Date(1) }]]);
  });
});

class UnknownCustomer extends contractError('orders.UnknownCustomer', {
  data: z.object({ customerId: z.string(), askedAt: z.date() }),
  message: ({ customerId }) => `There is no customer ${customerId}.`,
}) {}
class Closed extends contractError('orders.Closed', { message: 'The desk is closed.' }) {}
class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({
    customerId: z.string(),
    placedAt: z.date().default(() => new Date(42)),
    note: z.string().optional(),
    price: PriceCodec.optional(),
  }),
  output: z.object({ orderId: z.string() }),
  errors: [UnknownCustomer, Closed],
  access: 'public',
}) {}

describe('a message on the wire', () => {
  it('arrives as an equal instance of its class, with its key', () => {
    const sent = new PlaceOrder({ customerId: 'c', price: '5' });
    const arrived = decodeMessage(PlaceOrder, overTheWire(encodeMessage(sent)), 'k1');
    expect(arrived).toBeInstanceOf(PlaceOrder);
    expect({ ...arrived }).toEqual({ ...sent });
    expect(arrived.price).toEqual(new Price(5));
    expect(idempotencyKeyOf(arrived)).toBe('k1');
  });

  it('is validated when it arrives', () => {
    expect(() => decodeMessage(PlaceOrder, { customerId: 7 })).toThrow(InvalidMessageError);
    expect(() => decodeMessage(PlaceOrder, null)).toThrow(InvalidMessageError);
  });

  it('is known to the codec only if it is a contract message', () => {
    expect(() => encodeMessage({})).toThrow(TypeError);
    expect(definitionOf({})).toBeUndefined();
  });
});

describe('a contract error on the wire', () => {
  const thrown = new UnknownCustomer({ customerId: 'c9', askedAt: new Date(3) });

  it('arrives as an instance of its class, with its data, message and code', () => {
    const { code, data } = encodeError(thrown);
    const arrived = decodeError(PlaceOrder, code, overTheWire(data));
    expect(arrived).toBeInstanceOf(UnknownCustomer);
    expect(arrived).toBeInstanceOf(ContractError);
    expect(arrived).not.toBeInstanceOf(Closed);
    expect(arrived).toMatchObject({
      code: 'orders.UnknownCustomer',
      name: 'orders.UnknownCustomer',
      message: 'There is no customer c9.',
      data: { customerId: 'c9', askedAt: new Date(3) },
    });
  });

  it('needs no data if it declares none', () => {
    const { code, data } = encodeError(new Closed());
    expect(data).toEqual({});
    expect(decodeError(PlaceOrder, code, data)).toBeInstanceOf(Closed);
  });

  it('is unknown to a message that does not declare it', () => {
    class Other extends command('orders.Other', { input: z.object({}), access: 'public' }) {}
    expect(decodeError(Other, 'orders.Closed', {})).toBeUndefined();
  });

  it('refuses data that not every transport can carry', () => {
    expect(() => new UnknownCustomer({ customerId: 'a\0', askedAt: new Date(3) })).toThrow(InvalidMessageError);
    expect(() => new UnknownCustomer({ customerId: 'a', askedAt: new Date(8.64e15) })).toThrow(
      /askedAt: a date has to/,
    );
  });

  it('has frozen data and refuses data that does not fit', () => {
    expect(() => Object.assign(thrown.data, { customerId: 'x' })).toThrow(TypeError);
    expect(() => new UnknownCustomer({ customerId: 5 } as never)).toThrow(InvalidMessageError);
  });

  it('is distinguished from other errors by its definition', () => {
    expect(errorDefinitionOf(thrown)).toBe(errorDefinitionOf(UnknownCustomer));
    expect(errorDefinitionOf(new Error('other'))).toBeUndefined();
    expect(errorDefinitionOf(undefined)).toBeUndefined();
  });
});

describe('an own copy', () => {
  class Ask extends query('a.Ask', {
    input: z.object({ at: z.date(), content: bytes(), price: PriceCodec.optional() }),
    output: z.object({ tree: Getter, content: bytes().optional(), names: z.array(z.string()).readonly() }),
    access: 'public',
  }) {}
  class Plain extends command('a.Plain', { input: z.object({ names: z.array(z.string()) }), access: 'public' }) {}
  class Dated extends command('a.Dated', {
    input: z.object({ at: z.date(), list: z.array(z.date()) }),
    access: 'public',
  }) {}

  it('of an immutable message is the message itself', () => {
    const message = new Plain({ names: ['a'] });
    expect(ownMessage(message)).toBe(message);
  });

  it('of a message with dates is a new instance of the same class, with its key', () => {
    const message = new Dated({ at: new Date(1), list: [new Date(2)] }, { idempotencyKey: 'k' });
    const own = ownMessage(message);
    expect(own).toBeInstanceOf(Dated);
    expect(own).toEqual(message);
    expect(own.at).not.toBe(message.at);
    expect(own.list[0]).not.toBe(message.list[0]);
    expect(idempotencyKeyOf(own)).toBe('k');
    expect(Object.isFrozen(own)).toBe(true);
  });

  it('of a message with a codec goes through the codec', () => {
    const message = new Ask({ at: new Date(1), content: new Uint8Array([1]), price: '7' });
    const own = ownMessage(message);
    expect(own).toEqual(message);
    expect(own.price).not.toBe(message.price);
  });

  it('of an answer shares nothing, drops undeclared fields, and is mutable unless the contract says otherwise', () => {
    const answer = { tree, content: Buffer.from([1, 2]), names: ['a'], secret: 1 };
    const own = ownOutput(Ask, answer) as typeof answer;
    expect(own).toEqual({ tree, content: new Uint8Array([1, 2]), names: ['a'] });
    expect(own.tree.children[0]!.since).not.toBe(tree.children[0]!.since);
    expect(own.content.buffer).not.toBe(answer.content.buffer);
    expect(Object.isFrozen(own.tree)).toBe(false);
    expect(Object.isFrozen(own.names)).toBe(true);
  });

  it.each<[string, z.ZodType, unknown]>([
    ['a date in the year 10000', z.object({ at: z.date() }), { at: new Date('+010000-01-01') }],
    ['a NUL character', z.array(z.string()), ['a\0']],
    ['half of a surrogate pair in a key', z.record(z.string(), z.int()), { 'a\ud800': 1 }],
  ])('of an answer that not every transport can carry is refused: %s', (_what, output, answer) => {
    class Get extends query('a.Get', { input: z.object({}), output, access: 'public' }) {}
    expect(() => ownOutput(Get, answer)).toThrow(z.ZodError);
  });

  it('of an invalid answer is refused, and of a message without an answer is undefined', () => {
    expect(() => ownOutput(Ask, { tree })).toThrow(z.ZodError);
    expect(ownOutput(Plain, 'whatever')).toBeUndefined();
  });
});
