import { describe, expect, it } from 'vitest';
import { Placement } from './placement.js';

describe('where contexts run, seen from', () => {
  const topology = { orders: { transport: 'nats' }, payments: { transport: 'carrier' } } as const;
  const routes = (host: string): Record<string, string | undefined> =>
    Object.fromEntries(
      ['orders', 'payments', 'catalog'].map((name) => [name, new Placement(host, topology).transportTo(name)]),
    );

  it('the monolith: what is listed is elsewhere, and is served over every transport', () => {
    expect(routes('monolith')).toEqual({ orders: 'nats', payments: 'carrier', catalog: undefined });
    expect(new Placement('monolith', topology).transportsFor([])).toEqual(['nats', 'carrier']);
  });

  it('an extracted host: what is not listed is in the monolith, over the transport of the own entry', () => {
    expect(routes('orders')).toEqual({ orders: undefined, payments: 'carrier', catalog: 'nats' });
    expect(routes('payments')).toEqual({ orders: 'nats', payments: undefined, catalog: 'carrier' });
  });

  it('an extracted host: only transports that lead to another host are connected', () => {
    const orders = new Placement('orders', topology);
    expect(orders.transportsFor(['catalog'])).toEqual(['nats']);
    expect(orders.transportsFor(['catalog', 'payments'])).toEqual(['nats', 'carrier']);
  });

  it('a host that stands alone: nothing is elsewhere', () => {
    expect(new Placement('monolith', {}).transportsFor(['catalog'])).toEqual([]);
    expect(new Placement('test', {}).transportTo('catalog')).toBeUndefined();
  });
});
