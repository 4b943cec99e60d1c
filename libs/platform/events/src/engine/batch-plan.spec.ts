import { expect, it } from 'vitest';
import { planBatch } from './batch-plan.js';
import type { Lane } from './lane.js';

type NamedLane = Lane & { readonly name: string };
const lane = (name: string, pending: number): NamedLane =>
  ({ name, pending: { length: pending } }) as unknown as NamedLane;
const plan = (lanes: NamedLane[], size: number, turn = 0): string =>
  planBatch(lanes, size, turn)
    .map(({ lane: planned, count }) => `${(planned as NamedLane).name}${count}`)
    .join(' ');

it('shares a batch equally', () => {
  expect(plan([lane('a', 50), lane('b', 50)], 10)).toBe('a5 b5');
});

it('gives what one lane does not need to the others', () => {
  expect(plan([lane('a', 1), lane('b', 50), lane('c', 3)], 12)).toBe('a1 b8 c3');
});

it('takes everything where there is room, and no more lanes than events fit', () => {
  expect(plan([lane('a', 2), lane('b', 1)], 100)).toBe('a2 b1');
  expect(plan([lane('a', 2), lane('b', 2), lane('c', 2)], 2)).toBe('a1 b1');
});

it('begins with another lane each turn', () => {
  expect(plan([lane('a', 2), lane('b', 2), lane('c', 2)], 2, 1)).toBe('b1 c1');
});
