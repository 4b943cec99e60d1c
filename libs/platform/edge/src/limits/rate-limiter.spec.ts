import { describe, expect, it } from 'vitest';
import { ClientAddresses, networkOf } from './client-addresses.js';
import { RateLimiter } from './rate-limiter.js';

describe('a rate limiter', () => {
  it('allows a burst, then the refill rate', () => {
    let now = 0;
    const limiter = new RateLimiter({ perSecond: 10, burst: 3 }, () => now);
    expect([1, 2, 3].map(() => limiter.take('ada', 1))).toEqual([0, 0, 0]);
    expect(limiter.take('ada', 1)).toBeCloseTo(100);
    expect(limiter.take('bob', 1)).toBe(0);
    now += 100;
    expect(limiter.take('ada', 1)).toBe(0);
    expect(limiter.take('ada', 2)).toBeCloseTo(200);
    now += 10_000;
    expect(limiter.take('ada', 3)).toBe(0);
    expect(limiter.take('ada', 1)).toBeGreaterThan(0);
  });

  it('allows a request that costs more than a burst after a pause, and takes nothing if it refuses', () => {
    let now = 0;
    const limiter = new RateLimiter({ perSecond: 10, burst: 3 }, () => now);
    expect(limiter.take('ada', 1_000)).toBe(0);
    for (let n = 0; n < 5; n++) expect(limiter.take('ada', 1_000)).toBeCloseTo(300);
    now += 300;
    expect(limiter.take('ada', 1_000)).toBe(0);
  });

  it('remembers a limited number of clients, the most recent ones', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, () => 0, 100);
    for (let n = 0; n < 10_000; n++) limiter.take(`client ${n}`, 1);
    expect(limiter.size).toBe(100);
    expect(limiter.take('client 9999', 1)).toBeGreaterThan(0);
  });

  it('refuses NaN points, which would disable the limit', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, () => 0);
    expect(() => limiter.take('ada', NaN)).toThrow(RangeError);
    expect(limiter.take('ada', 1)).toBe(0);
    expect(limiter.take('ada', 1)).toBeGreaterThan(0);
  });

  it('remembers no client if it is off', () => {
    const limiter = new RateLimiter({ perSecond: 0, burst: 0 });
    expect(limiter.take('ada', 1_000)).toBe(0);
    expect(limiter.size).toBe(0);
  });
});

describe('the address of a client', () => {
  const request = (remoteAddress: string, forwarded?: string) =>
    ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as never;

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0db8:0000:0001:ffff:1:2:3', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['', 'unknown'],
    ['x'.repeat(10_000), 'unknown'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it("is the connection's, whatever its header says, unless a trusted proxy sends it", () => {
    const direct = new ClientAddresses([]);
    expect(direct.of(request('192.0.2.7', '198.51.100.1'))).toBe('192.0.2.7');
    const behind = new ClientAddresses(['10.0.0.0/8', '192.0.2.9']);
    expect(behind.of(request('192.0.2.7', '198.51.100.1'))).toBe('192.0.2.7');
    expect(behind.of(request('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
    // A client may prepend any addresses; the first hop that is not trusted counts.
    expect(behind.of(request('10.1.2.3', '10.0.0.1, 203.0.113.5, 198.51.100.1, 192.0.2.9'))).toBe('198.51.100.1');
    expect(behind.of(request('10.1.2.3', 'nonsense'))).toBe('unknown');
    expect(behind.of(request('10.1.2.3'))).toBe('10.1.2.3');
  });

  it('of an invalid proxy is refused at start', () => {
    expect(() => new ClientAddresses(['proxy.example'])).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
