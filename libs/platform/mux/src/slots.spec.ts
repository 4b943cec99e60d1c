import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

const numbered = (id: number): { readonly id: number } => ({ id });

describe('slots', () => {
  it('keep items by number', () => {
    const slots = new Slots();
    const [a, b] = [numbered(1), numbered(2)];
    slots.add(a);
    slots.add(b);
    expect([slots.get(1), slots.get(2), slots.get(3), slots.size]).toEqual([a, b, undefined, 2]);
    expect(slots.remove(a)).toBe(true);
    expect([slots.get(1), slots.get(2), slots.size]).toEqual([undefined, b, 1]);
  });

  it('keep an old item, however many others take its slot meanwhile', () => {
    const slots = new Slots();
    const old = numbered(7);
    slots.add(old);
    let found = 0;
    for (let id = 8; id < 50_000; id++) {
      const item = numbered(id);
      slots.add(item);
      if (slots.get(7) === old) found++;
      slots.remove(item);
    }
    expect(found).toBe(50_000 - 8);
    expect([...slots]).toEqual([old]);
    expect(slots.remove(old)).toBe(true);
    expect(slots.size).toBe(0);
  });

  it('keep more items than there are slots', () => {
    const slots = new Slots();
    const items = Array.from({ length: 20_000 }, (_, i) => numbered(i * 3 + 1));
    for (const item of items) slots.add(item);
    expect(slots.size).toBe(items.length);
    expect(items.every((item) => slots.get(item.id) === item)).toBe(true);
    expect([...slots].toSorted((a, b) => a.id - b.id)).toEqual(items);
    expect(items.every((item) => slots.remove(item))).toBe(true);
    expect([slots.size, [...slots]]).toEqual([0, []]);
  });

  it('do the same as a map, whatever the order of changes', () => {
    const slots = new Slots();
    const map = new Map<number, { readonly id: number }>();
    let seed = 1;
    const faults: number[] = [];
    const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
    for (let next = 1; next < 30_000; next++) {
      const item = numbered(next);
      slots.add(item);
      map.set(next, item);
      while (map.size > 0 && random(100) < 48) {
        const id = Math.max(1, next - random(next < 10_000 ? 300 : 20));
        const kept = map.get(id);
        if (!kept) break;
        map.delete(id);
        if (!slots.remove(kept) || slots.get(id)) faults.push(id);
      }
      if (slots.size !== map.size) faults.push(next);
    }
    for (const [id, item] of map) if (slots.get(id) !== item) faults.push(id);
    expect(faults).toEqual([]);
  });

  it('take numbers beyond 32 bits', () => {
    const slots = new Slots();
    const items = [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 2 ** 53 - 1].map(numbered);
    for (const item of items) slots.add(item);
    expect(items.map(({ id }) => slots.get(id))).toEqual(items);
    for (const item of items) slots.remove(item);
    expect(slots.size).toBe(0);
  });

  it('find nothing under a number that is not in use', () => {
    const slots = new Slots();
    slots.add(numbered(1));
    for (const id of ['1', null, undefined, NaN, 1.5, -1, {}]) expect(slots.get(id as number)).toBeUndefined();
  });

  it('do not remove another item of the same number', () => {
    const slots = new Slots();
    slots.add(numbered(1));
    expect(slots.remove(numbered(1))).toBe(false);
    expect(slots.size).toBe(1);
  });
});
