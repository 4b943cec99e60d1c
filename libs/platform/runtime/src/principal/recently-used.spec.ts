import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.js';

describe('what was used recently', () => {
  const known = (map: RecentlyUsed<unknown>, keys: readonly string[]): string[] =>
    keys.filter((key) => map.get(key) !== undefined);

  it('is bounded in entries', () => {
    const map = new RecentlyUsed<number>({ entries: 10, bytes: Infinity });
    const keys = Array.from({ length: 100 }, (_, i) => `key ${i}`);
    keys.forEach((key, i) => map.set(key, i));
    expect(known(map, keys).length).toBeLessThanOrEqual(20);
    expect(map.get('key 99')).toBe(99);
  });

  it('is bounded in bytes, also where few are long', () => {
    const map = new RecentlyUsed<string>({ entries: 1_000, bytes: 10_000 });
    const keys = Array.from({ length: 100 }, (_, i) => String(i).padStart(1_000, '0'));
    for (const key of keys) map.set(key, 'v'.repeat(1_000));
    expect(known(map, keys).length).toBeLessThanOrEqual(10);
  });

  it('keeps what is used', () => {
    const map = new RecentlyUsed<number>({ entries: 10, bytes: Infinity });
    map.set('used', 1);
    for (let i = 0; i < 100; i++) {
      map.set(`other ${i}`, i);
      expect(map.get('used')).toBe(1);
    }
  });
});
