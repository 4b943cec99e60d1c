import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, contract, contractError, contractFaults, DefinitionError, event, query, roles } from './index.js';

class Unknown extends contractError('orders.Unknown', {
  data: z.object({ found: z.map(z.string(), z.string()) }),
  message: 'There is no such order.',
}) {}
class PlaceOrder extends command('orders.PlaceOrder', { input: z.object({}), access: 'public' }) {}
class GetOrder extends query('orders.GetOrder', {
  input: z.object({}),
  output: z.string(),
  access: roles('sales'),
}) {}
class OrderPlaced extends event('orders.OrderPlaced', { payload: z.object({ id: z.string() }), key: ({ id }) => id }) {}

describe('contract', () => {
  it('knows its messages by their wire names', () => {
    const orders = contract('orders', [PlaceOrder, GetOrder, OrderPlaced]);
    expect(orders.name).toBe('orders');
    expect([...orders.messages]).toEqual([
      ['orders.PlaceOrder', PlaceOrder],
      ['orders.GetOrder', GetOrder],
      ['orders.OrderPlaced', OrderPlaced],
    ]);
    expect(contractFaults(orders)).toEqual([]);
  });

  it('refuses a class that is not a message, a message of another context, and a duplicate', () => {
    class NoMessage {}
    expect(() => contract('orders', [NoMessage as never])).toThrow(
      /lists NoMessage, which is not a message\. Make it with command/,
    );
    expect(() => contract('billing', [PlaceOrder])).toThrow(/'orders\.PlaceOrder', which belongs to 'orders'/);
    expect(() => contract('orders', [PlaceOrder, PlaceOrder])).toThrow(DefinitionError);
  });
});

describe('contractFaults', () => {
  it('reports commands and queries that do not say who may send them, but no events', () => {
    class Open extends command('orders.Open', { input: z.object({}) } as never) {}
    class Ask extends query('orders.Ask', { input: z.object({}), output: z.string() } as never) {}
    const faults = contractFaults(contract('orders', [Open, Ask, OrderPlaced]));
    expect(faults.map(({ code, subject }) => [code, subject])).toEqual([
      ['ACCESS_MISSING', 'orders.Open'],
      ['ACCESS_MISSING', 'orders.Ask'],
    ]);
    expect(faults[0]?.remedy).toContain(`'authenticated'`);
  });

  it('reports every part of every message that cannot be serialized', () => {
    class Send extends command('orders.Send', {
      input: z.object({ tags: z.set(z.string()) }),
      output: z.object({ found: z.array(z.object({ by: z.symbol() })) }),
      errors: [Unknown],
      access: 'public',
    }) {}
    class Sent extends event('orders.Sent', { payload: z.object({ any: z.any() }), key: () => '' }) {}
    const faults = contractFaults(contract('orders', [Send, Sent]));
    expect(faults.map(({ code }) => code)).toEqual(Array(4).fill('SCHEMA_NOT_FAITHFUL'));
    expect(faults.map(({ problem }) => problem)).toEqual([
      'orders.Send: input.tags is a Set.',
      'orders.Send: output.found.[].by is a symbol, which no wire can carry.',
      'orders.Unknown: data.found is a Map.',
      'orders.Sent: payload.any accepts anything, so its wire form is unknown.',
    ]);
  });

  it('reports an error that several messages declare once', () => {
    const declares = (name: string) =>
      class extends command(name, { input: z.object({}), errors: [Unknown], access: 'public' }) {};
    expect(contractFaults(contract('orders', [declares('orders.A'), declares('orders.B')]))).toHaveLength(1);
  });
});
