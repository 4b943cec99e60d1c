import type { ContextTraffic } from '@multilith/runtime/host';

const GRPC = { transport: 'grpc' };
export const HOSTS = ['monolith', 'orders', 'payments', 'reporting'] as const;
export const CONTEXTS = ['catalog', 'customers', 'orders', 'payments', 'reporting'] as const;
export type HostName = (typeof HOSTS)[number];
export type ContextName = (typeof CONTEXTS)[number];

/** `catalog` and `customers` run in the monolith, and so do the APIs of `catalog`, `orders` and `payments`. */
export const DEPLOYMENT: {
  readonly topology: Record<'orders' | 'payments' | 'reporting', typeof GRPC>;
  readonly contexts: readonly ContextTraffic[];
} = {
  topology: { orders: GRPC, payments: GRPC, reporting: GRPC },
  contexts: [
    { name: 'catalog', calls: [], follows: [], api: [] },
    { name: 'customers', calls: [], follows: ['reporting'] },
    { name: 'orders', calls: ['catalog'], follows: ['payments'], api: ['customers'] },
    { name: 'payments', calls: ['catalog'], follows: ['orders'], api: [] },
    { name: 'reporting', calls: [], follows: ['orders'] },
  ],
};

export const HOME: Record<ContextName, HostName> = {
  catalog: 'monolith',
  customers: 'monolith',
  orders: 'orders',
  payments: 'payments',
  reporting: 'reporting',
};

/*
 * Permissions of every host, written by hand: the generated permissions must be equivalent. In each pair, the first may
 * do it with the second. Hosts do not use the network for contexts of their own.
 */
export const CALLS: readonly (readonly [HostName, ContextName])[] = [
  // For the APIs in the monolith. The API of orders also calls customers, which runs there.
  ['monolith', 'orders'],
  ['monolith', 'payments'],
  ['orders', 'catalog'],
  ['payments', 'catalog'],
];
export const FOLLOWS: readonly (readonly [HostName, ContextName])[] = [
  // For live views in the APIs; and customers follows reporting.
  ['monolith', 'orders'],
  ['monolith', 'payments'],
  ['monolith', 'reporting'],
  ['orders', 'payments'],
  ['payments', 'orders'],
  ['reporting', 'orders'],
];
