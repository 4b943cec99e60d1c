import type { ContextTraffic } from '@multilith/runtime/host';
import { describe, expect, it } from 'vitest';
import { requireHostSettings } from './host-settings.js';

const topology = { orders: { transport: 'nats' } } as const;
const context = (name: string, ...calls: string[]): ContextTraffic => ({ name, calls, follows: [] });
const TRAFFIC = [context('catalog'), context('orders', 'payments'), context('payments')];
const NATS_URL = 'nats://127.0.0.1:4222';
const DATABASE_URL = 'postgres://127.0.0.1/app';
const requires =
  (host: string, env: NodeJS.ProcessEnv, placed: Parameters<typeof requireHostSettings>[1] = topology) =>
  (): void =>
    requireHostSettings(host, placed, TRAFFIC, env);
const missing = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'HOST_SETTINGS_MISSING', message: expect.stringMatching(message) });

describe('one host of several', () => {
  it('needs a shared network and a shared database, and lists all missing settings', () => {
    expect(requires('orders', {})).toThrow(missing(/'orders' alone needs NATS_URL .* and DATABASE_URL/));
    expect(requires('orders', { DATABASE_URL })).toThrow(missing(/needs NATS_URL[^&]*$/));
    expect(requires('orders', { NATS_URL, DATABASE_URL: '' })).toThrow(missing(/needs DATABASE_URL/));
    expect(requires('orders', { NATS_URL, DATABASE_URL })).not.toThrow();
  });

  it('accepts the databases of its contexts instead', () => {
    expect(requires('orders', { NATS_URL, ORDERS_DATABASE_URL: DATABASE_URL })).not.toThrow();
    expect(requires('monolith', { NATS_URL, ORDERS_DATABASE_URL: DATABASE_URL })).toThrow(missing(/DATABASE_URL/));
  });

  it('needs to know where hosts are that it reaches over gRPC, and where NATS is only if it uses NATS', () => {
    const GRPC_HOSTS = 'monolith=127.0.0.1:50051';
    const grpc = { orders: { transport: 'grpc' } };
    expect(requires('orders', { DATABASE_URL }, grpc)).toThrow(missing(/needs GRPC_HOSTS \(like [^&]*\)\./));
    for (const host of ['orders', 'monolith']) expect(requires(host, { DATABASE_URL, GRPC_HOSTS }, grpc)).not.toThrow();
    const mixed = { ...grpc, payments: { transport: 'nats' } };
    for (const host of ['orders', 'monolith'])
      expect(requires(host, { DATABASE_URL, GRPC_HOSTS }, mixed)).toThrow(missing(/needs NATS_URL/));
    expect(requires('payments', { DATABASE_URL, NATS_URL }, mixed)).not.toThrow();
  });

  it('needs no network if it runs all contexts', () => {
    expect(requires('monolith', { DATABASE_URL }, {})).not.toThrow();
  });
});
