import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { principalKeysFromEnv } from '@multilith/runtime/host';
import { afterAll, describe, expect, it } from 'vitest';
import { hostKeys } from './host-keys.js';

describe('the keys of hosts that start together', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'host-keys-'));
  afterAll(() => rmSync(dataDir, { recursive: true }));
  const topology = { orders: { transport: 'nats' }, payments: { transport: 'nats' } } as const;

  it('are one per host, whose public half the others get, and outlive a restart', () => {
    const [first, second] = [hostKeys(topology, dataDir, {}), hostKeys(topology, dataDir, {})];
    const hosts = ['monolith', 'orders', 'payments'];
    const privates = hosts.map((host) => first(host)['PRINCIPAL_KEY']!);
    expect(new Set(privates).size).toBe(3);
    expect(hosts.map((host) => second(host)['PRINCIPAL_KEY'])).toEqual(privates);
    const orders = principalKeysFromEnv(first('orders'))!('orders');
    for (const host of hosts) {
      const other = principalKeysFromEnv(second(host))!(host);
      expect(orders.trusted.get(host)!.map((key) => key.equals(createPublicKey(other.signing!)))).toEqual([true]);
      expect(orders.signing!.equals(other.signing!)).toBe(host === 'orders');
    }
    expect(readdirSync(join(dataDir, 'keys')).sort()).toEqual(['monolith.pem', 'orders.pem', 'payments.pem']);
  });

  it('are not generated if the environment contains keys, or for one host alone', () => {
    expect(hostKeys(topology, dataDir, { PRINCIPAL_KEY: 'a key' })('orders')).toEqual({});
    expect(hostKeys(topology, dataDir, { PRINCIPAL_PUBLIC_KEYS: 'keys' })('orders')).toEqual({});
    expect(hostKeys({}, dataDir, {})('monolith')).toEqual({});
  });
});
