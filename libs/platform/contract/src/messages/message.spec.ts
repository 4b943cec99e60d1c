import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  command,
  definitionOf,
  DefinitionError,
  event,
  idempotencyKeyOf,
  InvalidMessageError,
  query,
} from '../index.js';

class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({
    customerId: z.string().trim().min(1),
    lines: z.array(z.object({ sku: z.string(), quantity: z.number().int() })),
    placedAt: z.date().optional(),
    attachment: bytes().optional(),
    tags: z
      .array(z.object({ at: z.date() }))
      .readonly()
      .default([]),
  }),
  output: z.object({ orderId: z.string() }),
  access: 'public',
}) {}
const valid = { customerId: 'c1', lines: [{ sku: 'a', quantity: 1 }] };

describe('a message', () => {
  it('has the fields of its schema, parsed', () => {
    const message = new PlaceOrder({ ...valid, customerId: '  c1  ' });
    expect({ ...message }).toEqual({ ...valid, tags: [] });
    expect(message).toBeInstanceOf(PlaceOrder);
  });

  it('is refused with every reason if it does not fit its schema', () => {
    const make = (): unknown => new PlaceOrder({ customerId: ' ', lines: [{ sku: 'a', quantity: 1.5 }] });
    expect(make).toThrow(InvalidMessageError);
    expect(make).toThrow(/^INVALID_MESSAGE: orders\.PlaceOrder is not valid: customerId: .*; lines\.0\.quantity: /);
    expect(reasonOf(make)).toMatchObject({
      code: 'INVALID_MESSAGE',
      messageName: 'orders.PlaceOrder',
      issues: [{ path: ['customerId'] }, { path: ['lines', 0, 'quantity'] }],
    });
  });

  it('shows the first five reasons and counts the rest', () => {
    const lines = Array.from({ length: 7 }, () => ({ sku: 'a', quantity: 0.5 }));
    expect(() => new PlaceOrder({ customerId: 'c', lines })).toThrow(/; and 2 more\. Correct/);
  });

  it('shares nothing with its input', () => {
    const input = {
      ...valid,
      lines: [{ sku: 'a', quantity: 1 }],
      placedAt: new Date(0),
      attachment: Buffer.from([1, 2]),
      tags: [{ at: new Date(0) }],
    };
    const message = new PlaceOrder(input);
    input.lines[0]!.quantity = 99;
    input.placedAt.setTime(99);
    input.attachment[0] = 99;
    input.tags[0]!.at.setTime(99);
    expect({ ...message }).toEqual({
      ...valid,
      placedAt: new Date(0),
      attachment: new Uint8Array([1, 2]),
      tags: [{ at: new Date(0) }],
    });
  });

  it('is deeply frozen', () => {
    const message = new PlaceOrder(valid);
    expect(() => Object.assign(message, { customerId: 'other' })).toThrow(TypeError);
    expect(() => message.lines.push({ sku: 'b', quantity: 1 })).toThrow(TypeError);
    expect(() => Object.assign(message.lines[0]!, { quantity: 2 })).toThrow(TypeError);
  });

  it('takes dates of the years 1 to 9999 only, which protobuf can carry', () => {
    for (const date of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect(() => new PlaceOrder({ ...valid, tags: [{ at: new Date(date) }] })).not.toThrow();
    for (const date of ['0000-12-31T23:59:59.999Z', '+010000-01-01T00:00:00.000Z'])
      expect(() => new PlaceOrder({ ...valid, tags: [{ at: new Date(date) }] })).toThrow(
        /tags\.0\.at: a date has to lie in the years 1 to 9999/,
      );
  });

  it('does not freeze its input', () => {
    const input = structuredClone(valid);
    void new PlaceOrder(input);
    input.lines.push({ sku: 'b', quantity: 1 });
    expect(input.lines).toHaveLength(2);
  });

  it.each([
    ['a NUL character', 'a\0b'],
    ['half of a surrogate pair', 'a\ud83d'],
  ])('refuses %s at any depth', (_what, text) => {
    const make = (): unknown => new PlaceOrder({ ...valid, lines: [{ sku: text, quantity: 1 }] });
    expect(reasonOf(make)).toMatchObject({ code: 'INVALID_MESSAGE', issues: [{ path: ['lines', 0, 'sku'] }] });
  });

  it('refuses unsafe text in the keys of a record', () => {
    class Tag extends command('orders.Tag', {
      input: z.object({ tags: z.record(z.string(), z.string()) }),
      access: 'public',
    }) {}
    expect(() => new Tag({ tags: { 'a\0': 'b' } })).toThrow(InvalidMessageError);
    expect(new Tag({ tags: { '🙂': 'whole pairs are fine' } }).tags).toEqual({ '🙂': 'whole pairs are fine' });
  });

  it('does not let a __proto__ key through to the prototype', () => {
    class Tag extends command('orders.Tag', {
      input: z.object({ tags: z.record(z.string(), z.json()) }),
      access: 'public',
    }) {}
    const input = JSON.parse(
      '{ "tags": { "a": 1, "__proto__": { "polluted": true } }, "__proto__": { "polluted": true } }',
    );
    const message = new Tag(input);
    expect(message).toBeInstanceOf(Tag);
    expect(message).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(message.tags)).toBe(Object.prototype);
    expect(message.tags).not.toHaveProperty('polluted');
  });
});

describe('the definition of a message', () => {
  it('is found from its class, a subclass and an instance, and from nothing else', () => {
    class Urgent extends PlaceOrder {}
    for (const known of [PlaceOrder, Urgent, new PlaceOrder(valid), new Urgent(valid)])
      expect(definitionOf(known)).toMatchObject({
        kind: 'command',
        name: 'orders.PlaceOrder',
        context: 'orders',
        version: 1,
      });
    for (const unknown of [undefined, null, 1, 'orders.PlaceOrder', {}, Object.create(null), class {}])
      expect(definitionOf(unknown)).toBeUndefined();
  });

  it.each(['PlaceOrder', 'orders.placeOrder', 'Orders.PlaceOrder', 'orders.Place Order', 'orders.a.B', '', 'orders.'])(
    'refuses the name %j',
    (name) => {
      expect(() => command(name, { input: z.object({}), access: 'public' })).toThrow(DefinitionError);
      expect(() => event(name, { payload: z.object({}), key: () => '' })).toThrow(/like 'orders\.PlaceOrder'/);
    },
  );

  it.each(['constructor', '__proto__'])('refuses a field named %s', (field) => {
    const input = z.object(Object.fromEntries([[field, z.string()]]));
    expect(() => command('orders.Odd', { input, access: 'public' })).toThrow(DefinitionError);
  });

  it('refuses a message that takes fields of any name', () => {
    const input = z.object({}).catchall(z.string());
    expect(() => command('orders.Open', { input, access: 'public' })).toThrow(/z\.record/);
    expect(() => command('orders.Closed', { input: z.strictObject({}), access: 'public' })).not.toThrow();
  });
});

describe('an idempotency key', () => {
  const keyed = (idempotencyKey: string): PlaceOrder => new PlaceOrder(valid, { idempotencyKey });

  it('travels beside the content, not in it', () => {
    const message = keyed('k1');
    expect(idempotencyKeyOf(message)).toBe('k1');
    expect({ ...message }).toEqual({ ...new PlaceOrder(valid) });
    expect(JSON.stringify(message)).not.toContain('k1');
  });

  it('is absent if it is omitted, undefined or null', () => {
    expect(idempotencyKeyOf(new PlaceOrder(valid))).toBeUndefined();
    expect(idempotencyKeyOf(new PlaceOrder(valid, {}))).toBeUndefined();
    expect(idempotencyKeyOf(new PlaceOrder(valid, { idempotencyKey: null }))).toBeUndefined();
  });

  it('has 1 to 200 characters', () => {
    expect(idempotencyKeyOf(keyed('x'.repeat(200)))).toHaveLength(200);
    for (const key of ['', 'x'.repeat(201)])
      expect(() => keyed(key)).toThrow(/idempotency key must have 1 to 200 characters, has \d+/);
  });

  it.each(['a\0', '\udc00'])('refuses unsafe text', (key) => {
    expect(() => keyed(key)).toThrow(InvalidMessageError);
  });

  it('refuses values that are not text, which only untyped callers can send', () => {
    expect(() => keyed(7 as never)).toThrow(/must be text, is number/);
  });

  it('is refused by queries and events', () => {
    class GetOrder extends query('orders.GetOrder', { input: z.object({}), output: z.string(), access: 'public' }) {}
    const untyped = GetOrder as unknown as new (input: object, options: object) => GetOrder;
    expect(() => new untyped({}, { idempotencyKey: 'k' })).toThrow(/only commands take an idempotency key/);
  });
});

function reasonOf(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}
