import type { Clock, Randomness } from '../engine/clock.js';

/** The time and timers of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Randomness of this process. */
export const systemRandomness: Randomness = { next: () => Math.random() };
