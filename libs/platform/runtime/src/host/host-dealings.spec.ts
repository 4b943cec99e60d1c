import { describe, expect, it } from 'vitest';
import { dealingsOf, hostsOf } from './host-dealings.js';

const DEPLOYMENT = {
  topology: { orders: { transport: 'nats' }, payments: { transport: 'carrier' } },
  contexts: [
    { name: 'catalog', calls: [], follows: ['payments'], api: ['orders'] },
    { name: 'orders', calls: ['catalog', 'payments'], follows: ['payments'], api: [] },
    { name: 'payments', calls: ['catalog'], follows: ['orders'] },
  ],
};

describe('what hosts need of each other', () => {
  const dealings = (transport: string) =>
    Object.fromEntries(hostsOf(DEPLOYMENT).map((host) => [host, dealingsOf(host, transport, DEPLOYMENT)]));

  it('goes over the transport of the context that is called or followed', () => {
    expect(dealings('nats')).toEqual({
      monolith: { own: ['catalog'], calls: ['orders'], follows: ['orders'] },
      orders: { own: ['orders'], calls: ['catalog'], follows: [] },
      payments: { own: [], calls: [], follows: ['orders'] },
    });
    expect(dealings('carrier')).toEqual({
      monolith: { own: ['catalog'], calls: [], follows: ['payments'] },
      orders: { own: [], calls: ['payments'], follows: ['payments'] },
      payments: { own: ['payments'], calls: ['catalog'], follows: [] },
    });
  });

  it('is nothing in one process', () => {
    const together = { ...DEPLOYMENT, topology: {} };
    expect(hostsOf(together)).toEqual(['monolith']);
    expect(dealingsOf('monolith', 'nats', together)).toMatchObject({ calls: [], follows: [] });
  });
});
