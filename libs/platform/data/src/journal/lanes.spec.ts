import { expect, it } from 'vitest';
import { LANES, laneOf } from './lanes.js';

it('gives a key the same lane for ever', () => {
  // Stored in every journal: if these change, order per key is lost at the upgrade.
  const keys = ['', 'a', 'b', 'order-1', '3f0c2f9e-4a53-4a57-9d52-0a1d1c3b5e77', 'käse', '😀'];
  expect(keys.map(laneOf)).toEqual(keys.map(laneOf));
  expect(keys.map(laneOf)).toMatchInlineSnapshot(`
    [
      11,
      3,
      2,
      12,
      1,
      2,
      6,
    ]
  `);
});

it('spreads keys evenly', () => {
  const counts = Array.from({ length: LANES }, () => 0);
  for (let n = 0; n < 16_000; n++) counts[laneOf(`order-${n}`)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});
