import type { Clock, Randomness } from '../engine/clock.js';

/** Maximum milliseconds that pass between two readings of the clock: code takes time as well, usually little. */
const MAX_MS_PER_READING = 0.5;

/**
 * A clock that a spec advances; reading it also advances it a little, as running code would. As in Node.js, timers have
 * whole milliseconds, so that a timer may fire slightly early by this clock.
 */
export class ManualClock implements Clock {
  readonly #random = seededRandomness(1);
  #now = 0;
  #timers: { at: number; order: number; callback: () => void }[] = [];
  #order = 0;

  now(): number {
    return (this.#now += MAX_MS_PER_READING * this.#random.next() ** 3);
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: Math.floor(this.#now) + Math.max(1, Math.trunc(milliseconds)), order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Advances the clock: timers fire in order, and all promises of one timer are done before the next timer fires. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Advances the clock in small steps until a condition holds; fails after `limit` milliseconds of this clock. */
  async until(condition: () => boolean, limit = 60_000): Promise<void> {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > limit) throw new Error('The condition did not come true in time.');
      await this.advance(10);
    }
  }
}

/** Resolves when all pending promise callbacks have run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Returns randomness that gives the same numbers in every run. */
export function seededRandomness(seed: number): Randomness {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
