import { command, contract, contractError, event, query } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPTIONS, locked, lockWith } from './locked.fixture.js';

describe('the lock of a contract', () => {
  class UnknownOrder extends contractError('orders.UnknownOrder', {
    data: z.object({ orderId: z.string() }),
    message: 'Unknown.',
  }) {}
  class PlaceOrderV1 extends command('orders.PlaceOrder', {
    ...OPTIONS,
    input: z.object({ note: z.string() }),
    output: z.object({ id: z.string() }),
  }) {}
  class PlaceOrder extends command('orders.PlaceOrder', {
    version: 2,
    input: z.object({ text: z.string() }),
    output: z.object({ orderId: z.string() }),
    errors: [UnknownOrder],
    access: { roles: ['sales'] },
    earlier: { 1: PlaceOrderV1 },
    upcast: { 1: ({ note }) => ({ text: note }) },
    downcast: { 1: ({ orderId }) => ({ id: orderId }) },
  }) {}
  class OrderPlacedV1 extends event('orders.OrderPlaced', {
    payload: z.object({ id: z.string() }),
    key: ({ id }) => id,
  }) {}
  class OrderPlaced extends event('orders.OrderPlaced', {
    version: 2,
    payload: z.object({ orderId: z.string() }),
    key: ({ orderId }) => orderId,
    earlier: { 1: OrderPlacedV1 },
    upcast: { 1: ({ id }) => ({ orderId: id }) },
  }) {}
  class GetOrders extends query('orders.GetOrders', { ...OPTIONS, input: z.object({}), output: z.array(z.string()) }) {}
  const all = [PlaceOrder, OrderPlaced, GetOrders];

  it('has every message in every version, with its answer, errors, access and conversions', () => {
    const { lock, faults } = locked(contract('orders', all));
    expect(faults).toEqual([]);
    expect(lock).toMatchObject({ format: 1, context: 'orders' });
    expect(Object.keys(lock.messages)).toEqual(['GetOrders', 'OrderPlaced', 'PlaceOrder']);
    expect(lock.messages['PlaceOrder']).toMatchObject({
      kind: 'command',
      versions: {
        1: { status: 'earlier', errors: [], access: 'public', downcast: true },
        2: { status: 'current', errors: ['orders.UnknownOrder'], access: { roles: ['sales'] } },
      },
    });
    const events = lock.messages['OrderPlaced']!.versions;
    expect(events[1]).toMatchObject({ status: 'earlier' });
    for (const missing of ['output', 'errors', 'access', 'downcast']) expect(events[1]).not.toHaveProperty(missing);
    expect(lock.messages['GetOrders']!.versions[1]!.output).toEqual({
      shape: { type: 'array', item: { shape: { type: 'string' } } },
    });
    expect(lock.errors).toMatchObject({ UnknownOrder: { status: 'current', data: { type: 'object' } } });
  });

  it('says in its first line that it is generated', () => {
    expect(Object.keys(locked(contract('orders', all)).lock)[0]).toBe('generated');
  });

  it('does not depend on the order of messages, and is the same when it is made again', () => {
    const first = locked(contract('orders', all)).lock;
    const again = locked(contract('orders', [...all].reverse()), { previous: first, published: first }).lock;
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  });

  it('keeps messages, versions and errors that are gone as removed', () => {
    const previous = locked(contract('orders', all)).lock;
    class Plain extends command('orders.PlaceOrder', {
      ...OPTIONS,
      version: 2,
      input: z.object({ text: z.string() }),
    }) {}
    const { lock } = locked(contract('orders', [Plain]), { previous });
    expect(lock.messages['PlaceOrder']!.versions).toMatchObject({ 1: { status: 'removed' }, 2: { status: 'current' } });
    expect(lock.messages['OrderPlaced']!.versions).toMatchObject({
      1: { status: 'removed' },
      2: { status: 'removed' },
    });
    expect(lock.errors['UnknownOrder']!.status).toBe('removed');
    const back = locked(contract('orders', all), { previous: lock }).lock;
    expect(JSON.stringify(back)).toBe(JSON.stringify(previous));
  });

  it('keeps what was published, also if the previous lock does not know it', () => {
    const published = locked(contract('orders', all)).lock;
    const previous = lockWith({ text: z.string() });
    const { lock } = locked(contract('orders', [GetOrders]), { previous, published });
    expect(Object.keys(lock.messages)).toEqual(['GetOrders', 'OrderPlaced', 'PlaceOrder']);
  });
});
