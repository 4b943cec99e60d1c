import { expect, it } from 'vitest';
import { DEFAULT_RETRY_POLICY } from './retry-policy.js';

it('tries five times within about ten seconds', () => {
  const { maxAttempts, delayAfter } = DEFAULT_RETRY_POLICY;
  const delays = (random: number): number =>
    Array.from({ length: maxAttempts - 1 }, (_, n) => delayAfter(n + 1, { next: () => random })).reduce(
      (a, b) => a + b,
    );
  expect(maxAttempts).toBe(5);
  expect(delays(0.5)).toBeCloseTo(10_400, -3);
  expect(delays(0)).toBeGreaterThan(7_500);
  expect(delays(0.999)).toBeLessThan(13_000);
});
