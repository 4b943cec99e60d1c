import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { edgeHostConfigFromEnv } from '../edge-host/edge-host-config.js';
import { edgeLimitsFromEnv, socketLimitsFromEnv } from './edge-limits.js';

const page = readFileSync(new URL('../../../../../docs/limits.md', import.meta.url), 'utf8');
const source = readFileSync(new URL('edge-limits.ts', import.meta.url), 'utf8');
const documented = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| (\S+) \|/gm)].map(([, name, byDefault]) => [name!, byDefault!]),
);
const read = (env: NodeJS.ProcessEnv): unknown => [edgeLimitsFromEnv(env), socketLimitsFromEnv(env)];

describe('the page about limits', () => {
  it('lists every setting', () => {
    const settings = [...source.matchAll(/(?:whole|FromEnv)\(\s*(?:env, )?'([A-Z_]+)'/g)].map(([, name]) => name!);
    expect(settings.length).toBeGreaterThan(15);
    expect([...documented.keys()]).toEqual(expect.arrayContaining(settings));
    expect([...documented.keys()].filter((name) => !settings.includes(name)).sort()).toEqual([
      'ORDERS_MAX_PENDING',
      'REQUEST_TIMEOUT_MS',
    ]);
  });

  it.each([...documented].filter(([, byDefault]) => byDefault !== 'none'))('says that %s is %s', (name, byDefault) => {
    expect(read({ [name]: byDefault })).toEqual(read({}));
  });

  it('has the default of REQUEST_TIMEOUT_MS', () => {
    expect(String(edgeHostConfigFromEnv({}, { workspace: '/workspace' }).requestTimeoutMs)).toBe(
      documented.get('REQUEST_TIMEOUT_MS'),
    );
  });
});

describe('a setting', () => {
  it.each([
    ['MAX_CONNECTIONS', '0'],
    ['MAX_SOCKETS', 'many'],
    ['RATE_LIMIT_ANONYMOUS', '0'],
    ['RATE_LIMIT_SIGNED_IN', '5/'],
    ['RATE_LIMIT_STAFF', '-1/2'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['OVERLOAD_MS', '1.5'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('of a rate may omit the burst, or be off', () => {
    expect(edgeLimitsFromEnv({ RATE_LIMIT_ANONYMOUS: '7' }).anonymous).toEqual({ perSecond: 7, burst: 70 });
    expect(edgeLimitsFromEnv({ RATE_LIMIT_ANONYMOUS: 'off' }).anonymous.perSecond).toBe(0);
  });
});
