import { describe, expect, it } from 'vitest';
import { requireHostSettings } from './host-settings.js';

const topology = { orders: { transport: 'nats' } } as const;
const NATS_URL = 'nats://127.0.0.1:4222';
const DATABASE_URL = 'postgres://127.0.0.1/app';
const requires =
  (host: string, env: NodeJS.ProcessEnv, placed: Parameters<typeof requireHostSettings>[1] = topology) =>
  (): void =>
    requireHostSettings(host, placed, ['catalog', 'orders'], env);
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

  it('needs no network if it runs all contexts', () => {
    expect(requires('monolith', { DATABASE_URL }, {})).not.toThrow();
  });
});
