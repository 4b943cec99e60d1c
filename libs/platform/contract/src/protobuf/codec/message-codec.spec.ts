import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  command,
  contract,
  contractError,
  DefinitionError,
  definitionOf,
  errorDefinitionOf,
  event,
  idempotencyKeyOf,
  InvalidMessageError,
  query,
  type MessageClass,
} from '../../index.js';
import type { ContractLock, LockedMessage } from '../../lock/contract-lock.js';
import { shapeOf } from '../../shape/shape-of.js';
import type { ObjectShape } from '../../shape/shape.js';
import {
  decodeErrorProtobuf,
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeErrorProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from '../index.js';

const Line = z.object({
  sku: z.string().trim().min(1),
  quantity: z.int().min(1),
  notes: z.array(z.string()).optional(),
});
class UnknownSku extends contractError('orders.UnknownSku', {
  data: z.object({ sku: z.string().overwrite((sku) => `${sku}!`), asked: z.date() }),
  message: ({ sku }) => `There is no product ${sku}.`,
}) {}
class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({
    lines: z.array(Line).min(1),
    placedAt: z.date(),
    document: bytes().optional(),
    urgent: z.boolean().default(false),
  }),
  output: z.object({ orderId: z.string(), lines: z.array(Line) }),
  errors: [UnknownSku],
  access: 'public',
}) {}
class CloseOrder extends command('orders.CloseOrder', { input: z.object({}), access: 'public' }) {}
class CountOrders extends query('orders.CountOrders', { input: z.object({}), output: z.int(), access: 'public' }) {}
class OrderPlaced extends event('orders.OrderPlaced', {
  payload: z.object({ orderId: z.string() }),
  key: ({ orderId }) => orderId,
}) {}
class Unlocked extends command('orders.Unlocked', { input: z.object({}), errors: [UnknownSku], access: 'public' }) {}

const locked = (type: MessageClass): LockedMessage => {
  const { kind, input, output } = definitionOf(type)!;
  const shape = shapeOf(input).shape as ObjectShape;
  return { kind, versions: { 1: { status: 'current', fingerprint: '0', input: shape, output: shapeOf(output) } } };
};
const lock: ContractLock = {
  format: 1,
  context: 'orders',
  messages: {
    PlaceOrder: locked(PlaceOrder),
    CloseOrder: locked(CloseOrder),
    CountOrders: locked(CountOrders),
    OrderPlaced: locked(OrderPlaced),
  },
  errors: {
    UnknownSku: { status: 'current', fingerprint: '0', data: shapeOf(errorDefinitionOf(UnknownSku)!.data).shape },
  },
};
contract('orders', [PlaceOrder, CloseOrder, CountOrders, OrderPlaced, Unlocked], { lock });

const placed = new PlaceOrder(
  { lines: [{ sku: 'a', quantity: 2, notes: [] }], placedAt: new Date(7), document: new Uint8Array([1, 2]) },
  { idempotencyKey: 'k' },
);

describe('a message as protobuf', () => {
  it('arrives as an equal instance of its class, with its key, frozen like any message', () => {
    const arrived = decodeMessageProtobuf(PlaceOrder, encodeMessageProtobuf(placed), 'k');
    expect(arrived).toBeInstanceOf(PlaceOrder);
    expect(arrived).toStrictEqual(placed);
    expect(idempotencyKeyOf(arrived)).toBe('k');
    expect([arrived, arrived.lines, arrived.lines[0], arrived.lines[0]!.notes].every(Object.isFrozen)).toBe(true);
    expect(() => decodeMessageProtobuf(PlaceOrder, encodeMessageProtobuf(placed), '')).toThrow(InvalidMessageError);
  });

  it('shares nothing with the bytes', () => {
    const sent = encodeMessageProtobuf(placed);
    const { document } = decodeMessageProtobuf(PlaceOrder, sent);
    sent.fill(0);
    expect(document).toEqual(new Uint8Array([1, 2]));
  });

  it('runs the constructor of its class', () => {
    let made = 0;
    class Counted extends OrderPlaced {
      constructor(...input: ConstructorParameters<typeof OrderPlaced>) {
        super(...input);
        made++;
      }
    }
    decodeMessageProtobuf(Counted, encodeMessageProtobuf(new OrderPlaced({ orderId: 'o' })));
    expect(made).toBe(1);
  });

  it('is validated with exact reasons', () => {
    const bad = encodeMessageProtobuf({ ...placed, constructor: PlaceOrder, lines: [{ sku: ' ', quantity: 0 }] });
    expect(() => decodeMessageProtobuf(PlaceOrder, bad)).toThrow(
      /orders\.PlaceOrder is not valid: lines\.0\.sku: .*; lines\.0\.quantity: /,
    );
    expect(() => decodeMessageProtobuf(PlaceOrder, new Uint8Array([10, 200]))).toThrow(
      /orders\.PlaceOrder is not valid: \(message\): the content is not protobuf of this contract: it .*, at byte 1/,
    );
  });

  it('needs a lock that knows it', () => {
    expect(() => encodeMessageProtobuf(new Unlocked({}))).toThrow(DefinitionError);
    expect(() => encodeMessageProtobuf(new Unlocked({}))).toThrow(
      /orders\.Unlocked has no lock that knows its version 1/,
    );
    expect(() => encodeMessageProtobuf({})).toThrow(TypeError);
  });
});

describe('an answer as protobuf', () => {
  it('arrives as it was, and belongs to its receiver', () => {
    const answer = { orderId: 'o', lines: [{ sku: 'a', quantity: 1 }] };
    const arrived = decodeOutputProtobuf(PlaceOrder, encodeOutputProtobuf(PlaceOrder, answer)) as typeof answer;
    expect(arrived).toStrictEqual(answer);
    expect(Object.isFrozen(arrived.lines)).toBe(false);
  });

  it('can be a plain value, or nothing', () => {
    expect(decodeOutputProtobuf(CountOrders, encodeOutputProtobuf(CountOrders, 5))).toBe(5);
    expect(encodeOutputProtobuf(CountOrders, 5)).toEqual(new Uint8Array([8, 5]));
    expect(encodeOutputProtobuf(CloseOrder, undefined)).toEqual(new Uint8Array());
    expect(decodeOutputProtobuf(CloseOrder, new Uint8Array())).toBeUndefined();
  });

  it('is refused with a ZodError if it does not fit', () => {
    expect(() => decodeOutputProtobuf(CountOrders, new Uint8Array())).toThrow(z.ZodError);
    expect(decodeOutputProtobuf(CountOrders, new Uint8Array(), { absent: 'zero' })).toBe(0);
  });
});

describe('a contract error as protobuf', () => {
  it('arrives as an instance of its class, validated once', () => {
    const arrived = decodeErrorProtobuf(
      UnknownSku,
      encodeErrorProtobuf(new UnknownSku({ sku: 'a', asked: new Date(3) })),
    );
    expect(arrived).toBeInstanceOf(UnknownSku);
    expect(arrived).toMatchObject({ code: 'orders.UnknownSku', data: { sku: 'a!!', asked: new Date(3) } });
  });

  it('is refused if its data does not fit', () => {
    expect(() => decodeErrorProtobuf(UnknownSku, new Uint8Array())).toThrow(/orders\.UnknownSku is not valid: sku: /);
    expect(() => decodeErrorProtobuf(UnknownSku, new Uint8Array([9]))).toThrow(InvalidMessageError);
    class Elsewhere extends contractError('stock.Elsewhere', { message: 'No.' }) {}
    expect(() => encodeErrorProtobuf(new Elsewhere())).toThrow(DefinitionError);
    expect(() => encodeErrorProtobuf(new Error('x') as never)).toThrow(TypeError);
  });
});
