import { expect, it } from 'vitest';
import { stopOrder } from './stop-order.js';

const calls = (edges: Readonly<Record<string, readonly string[]>>): Map<string, Set<string>> =>
  new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

it('stops the host with the edge first, then callers before their callees', () => {
  const hosts = calls({
    orders: ['catalog', 'customers'],
    notifications: ['customers'],
    catalog: [],
    monolith: ['orders'],
  });
  expect(stopOrder(['catalog', 'customers', 'monolith', 'notifications', 'orders'], hosts, 'monolith')).toEqual([
    ['monolith'],
    ['notifications', 'orders'],
    ['catalog', 'customers'],
  ]);
});

it('stops hosts that call each other together, and ignores calls into the edge and within a host', () => {
  const circle = calls({ a: ['b', 'a'], b: ['a', 'edge'], c: ['a'], edge: ['c'] });
  expect(stopOrder(['a', 'b', 'c', 'edge'], circle, 'edge')).toEqual([['edge'], ['c'], ['a', 'b']]);
});

it('works without an edge and without calls', () => {
  expect(stopOrder(['b', 'a'], new Map(), 'edge')).toEqual([['b', 'a']]);
  expect(stopOrder([], new Map(), 'edge')).toEqual([]);
});
