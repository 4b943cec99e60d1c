import { expect, it } from 'vitest';
import { RestartDelay } from './restart-delay.js';

it('waits longer after each short run, up to half a minute, and starts over after a long run', () => {
  const delay = new RestartDelay();
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => delay.after(59_999))).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect(delay.after(60_000)).toBe(500);
});
