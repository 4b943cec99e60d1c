import { describe, expect, it } from 'vitest';
import type { ContractLock, LockedVersion } from '../../lock/contract-lock.js';
import type { Field, ObjectShape, Shape, Slot } from '../../shape/shape.js';
import { protobufModel } from './protobuf-model.js';
import type { ProtoMessage } from './proto-file.js';

const text: Shape = { type: 'string' };
const integer: Shape = { type: 'number', integer: true };
const object = (fields: Record<string, Field>, more: Partial<ObjectShape> = {}): ObjectShape => ({
  type: 'object',
  fields,
  ...more,
});
const version = (input: ObjectShape, more: Partial<LockedVersion> = {}): LockedVersion => ({
  status: 'current',
  fingerprint: '0',
  input,
  ...more,
});
const lock = (messages: ContractLock['messages'], errors: ContractLock['errors'] = {}): ContractLock => ({
  format: 1,
  context: 'orders',
  messages,
  errors,
});

/** The fields of an event with this input, written like a proto file. */
function written(input: ObjectShape): string[] {
  const [file] = protobufModel(lock({ Happened: { kind: 'event', versions: { 1: version(input) } } }));
  return file!.messages.flatMap((message) => linesOf(message));
}
function linesOf({ name, fields, messages, enums, reserved }: ProtoMessage): string[] {
  return [
    `${name}:`,
    ...fields.map(({ label, oneof, type, name: field, number, jsonName, hasJsonName }) =>
      `${oneof ?? label} ${type.name} ${field} = ${number}${hasJsonName ? ` (${jsonName})` : ''}`.replace(
        'single ',
        '',
      ),
    ),
    ...reserved.map((one) => `reserved ${one.number} ${one.name}`),
    ...enums.map((one) => `${one.name} { ${one.values.map((value) => `${value.name} = ${value.number}`).join(', ')} }`),
    ...messages.flatMap((inner) => linesOf(inner).map((line) => `  ${line}`)),
  ];
}

describe('the protobuf form of a field', () => {
  it.each<[what: string, field: Slot, lines: string[]]>([
    ['text', { shape: text }, ['string a = 1']],
    ['optional text', { shape: text, optional: true }, ['optional string a = 1']],
    ['nullable text', { shape: text, nullable: true }, ['optional string a = 1']],
    ['an integer', { shape: integer }, ['int64 a = 1']],
    ['a number', { shape: { type: 'number' } }, ['double a = 1']],
    ['a boolean', { shape: { type: 'boolean' } }, ['bool a = 1']],
    ['a date', { shape: { type: 'date' }, optional: true }, ['google.protobuf.Timestamp a = 1']],
    ['a bigint', { shape: { type: 'bigint' } }, ['string a = 1']],
    ['a bigint of 64 bits', { shape: { type: 'bigint', min: '-9', max: '9' } }, ['int64 a = 1']],
    [
      'an unsigned bigint of 64 bits',
      { shape: { type: 'bigint', min: '0', max: String(2n ** 64n - 1n) } },
      ['uint64 a = 1'],
    ],
    ['a bigint of more bits', { shape: { type: 'bigint', min: '-1', max: String(2n ** 64n - 1n) } }, ['string a = 1']],
    ['bytes', { shape: { type: 'bytes' } }, ['bytes a = 1']],
    ['JSON', { shape: { type: 'json' } }, ['string a = 1']],
    ['null', { shape: { type: 'null' } }, ['google.protobuf.NullValue a = 1']],
    ['an open enum', { shape: { type: 'enum', values: ['x'], open: true } }, ['string a = 1']],
    [
      'an enum with numbers',
      { shape: { type: 'enum', values: ['x', 'y'], numbers: { x: 4, y: 2 } } },
      ['orders.v1.Happened.A a = 1', 'A { A_UNSPECIFIED = 0, A_Y = 2, A_X = 4 }'],
    ],
    [
      'a text literal',
      { shape: { type: 'literal', values: ['x'] } },
      ['orders.v1.Happened.A a = 1', 'A { A_UNSPECIFIED = 0, A_X = 1 }'],
    ],
    ['number literals', { shape: { type: 'literal', values: [1, 2] } }, ['int64 a = 1']],
    ['a literal or null', { shape: { type: 'literal', values: [true] }, nullable: true }, ['optional bool a = 1']],
    ['a list', { shape: { type: 'array', item: { shape: text } } }, ['repeated string a = 1']],
    [
      'an optional list',
      { shape: { type: 'array', item: { shape: text } }, optional: true },
      ['orders.v1.Happened.A a = 1', '  A:', '  repeated string items = 1'],
    ],
    [
      'a list of lists',
      { shape: { type: 'array', item: { shape: { type: 'array', item: { shape: text } } } } },
      ['repeated orders.v1.Happened.A a = 1', '  A:', '  repeated string items = 1'],
    ],
    [
      'a list with nulls',
      { shape: { type: 'array', item: { shape: text, nullable: true } } },
      ['repeated orders.v1.Happened.A a = 1', '  A:', '  optional string value = 1'],
    ],
    ['a record', { shape: { type: 'record', key: text, value: { shape: integer } } }, ['map int64 a = 1']],
    [
      'a nullable record',
      { shape: { type: 'record', key: text, value: { shape: integer } }, nullable: true },
      ['orders.v1.Happened.A a = 1', '  A:', '  map int64 entries = 1'],
    ],
    [
      'a tuple',
      { shape: { type: 'tuple', items: [{ shape: text }, { shape: integer, nullable: true }], rest: { shape: text } } },
      [
        'orders.v1.Happened.A a = 1',
        '  A:',
        '  string item_1 = 1',
        '  optional int64 item_2 = 2',
        '  repeated string rest = 3',
      ],
    ],
    [
      'a union of text and number',
      { shape: { type: 'union', options: [{ shape: text }, { shape: integer }] } },
      ['orders.v1.Happened.A a = 1', '  A:', '  kind string text = 1', '  kind double number = 2'],
    ],
    [
      'a discriminated union',
      {
        shape: {
          type: 'union',
          discriminator: 'is',
          options: [
            {
              tag: 'card',
              number: 3,
              shape: object({ is: { shape: { type: 'literal', values: ['card'] } }, pan: { shape: text, number: 2 } }),
            },
            { tag: 'cash', number: 1, shape: object({ is: { shape: { type: 'literal', values: ['cash'] } } }) },
          ],
          removed: { kind: 2 },
        },
      },
      [
        'orders.v1.Happened.A a = 1',
        '  A:',
        '  kind orders.v1.Happened.A.Cash cash = 1',
        '  kind orders.v1.Happened.A.Card card = 3',
        '  reserved 2 kind',
        '    Cash:',
        '    Card:',
        '    string pan = 2',
      ],
    ],
    [
      'a recursive object',
      { shape: object({ of: { shape: { type: 'ref', up: 0 }, optional: true } }) },
      ['orders.v1.Happened.A a = 1', '  A:', '  orders.v1.Happened.A of = 1'],
    ],
    [
      'a recursive list',
      { shape: object({ of: { shape: { type: 'array', item: { shape: { type: 'ref', up: 1 } } } } }) },
      ['orders.v1.Happened.A a = 1', '  A:', '  repeated orders.v1.Happened of = 1'],
    ],
  ])('is that of the table: %s', (_what, field, lines) => {
    expect(written(object({ a: field }))).toEqual(['Happened:', ...lines]);
  });

  it('keeps the numbers of the lock, and those of removed fields', () => {
    const fields = { orderID: { shape: text, number: 7 }, b: { shape: text, number: 2 } };
    const removed = { c: { shape: text, number: 3 }, order_id: { shape: integer, number: 4 } };
    expect(written(object(fields, { removed }))).toEqual([
      'Happened:',
      'string b = 2',
      'string order_id = 7 (orderID)',
      'reserved 3 c',
      'reserved 4 undefined',
    ]);
  });

  it('skips the numbers that protobuf keeps for itself', () => {
    const fields = { a: { shape: text, number: 18_999 }, b: { shape: text } };
    expect(written(object(fields)).at(-1)).toBe('string b = 20000');
  });
});

describe('the proto files of a contract', () => {
  const Line = object({ sku: { shape: text, number: 1 } }, { name: 'OrderLine' });
  const State: Shape = { type: 'enum', values: ['OPEN'], name: 'OrderState' };
  const orders = lock(
    {
      PlaceOrder: {
        kind: 'command',
        versions: {
          1: version(object({ lines: { shape: { type: 'array', item: { shape: Line } } } }), {
            status: 'earlier',
            output: { shape: object({ orderId: { shape: text } }) },
          }),
          2: version(object({ lines: { shape: { type: 'array', item: { shape: Line } } } }), {
            output: { shape: object({ orderId: { shape: text } }) },
            errors: ['orders.UnknownProducts'],
          }),
        },
      },
      CloseOrder: { kind: 'command', versions: { 2: version(object({}), { output: { shape: { type: 'void' } } }) } },
      GetOrders: {
        kind: 'query',
        versions: { 2: version(object({}), { output: { shape: { type: 'array', item: { shape: Line } } } }) },
      },
      OrderPlaced: {
        kind: 'event',
        versions: {
          1: version(object({}), { status: 'removed' }),
          2: version(object({ state: { shape: State }, at: { shape: { type: 'date' } } })),
        },
      },
    },
    {
      UnknownProducts: {
        status: 'current',
        fingerprint: '0',
        data: object({ skus: { shape: { type: 'array', item: { shape: text } } } }),
      },
    },
  );
  const [v1, v2] = protobufModel(orders);

  it('are one per version, with a service of its commands and queries', () => {
    expect(v1).toMatchObject({ package: 'orders.v1', path: 'orders/v1/orders.proto', imports: [] });
    expect(v1!.messages.map(({ name }) => name)).toEqual(['PlaceOrderRequest', 'PlaceOrderResponse', 'OrderLine']);
    expect(v2!.service).toMatchObject({
      name: 'OrdersService',
      methods: [{ name: 'CloseOrder' }, { name: 'GetOrders' }, { name: 'PlaceOrder' }],
    });
    expect(v2!.service!.methods[2]).toEqual({
      name: 'PlaceOrder',
      input: 'orders.v2.PlaceOrderRequest',
      output: 'orders.v2.PlaceOrderResponse',
    });
  });

  it('hold messages, events, errors and the types that exports name', () => {
    expect(v2!.messages.map(({ name }) => name)).toEqual([
      'CloseOrderRequest',
      'CloseOrderResponse',
      'GetOrdersRequest',
      'GetOrdersResponse',
      'OrderPlaced',
      'PlaceOrderRequest',
      'PlaceOrderResponse',
      'UnknownProducts',
      'OrderLine',
    ]);
    expect(v2!.enums.map(({ fullName }) => fullName)).toEqual(['orders.v2.OrderState']);
    expect(v2!.imports).toEqual(['google/protobuf/timestamp.proto']);
    expect(v2!.messages.find(({ name }) => name === 'GetOrdersResponse')!.fields[0]).toMatchObject({
      name: 'items',
      label: 'repeated',
      type: { kind: 'message', name: 'orders.v2.OrderLine' },
    });
  });

  it('declare a type where it is used if its name stands for two types', () => {
    const other = object({ sku: { shape: integer } }, { name: 'OrderLine' });
    const input = object({ a: { shape: Line }, b: { shape: other } });
    const [file] = protobufModel(lock({ Happened: { kind: 'event', versions: { 1: version(input) } } }));
    expect(file!.messages.map(({ name }) => name)).toEqual(['Happened']);
    expect(file!.messages[0]!.fields.map(({ type }) => type.name)).toEqual([
      'orders.v1.Happened.A',
      'orders.v1.Happened.B',
    ]);
  });
});
