import type { Clock, Randomness } from '../engine/clock.js';

/** Milliseconds that pass from one look at the clock to the next: code takes time as well, mostly little. */
const MOST_PER_LOOK = 0.5;

/**
 * Time that a spec moves; apart from that, only as much passes as code takes that looks at it. As in Node.js, timers
 * know whole milliseconds only, so that one may fire a little early by this clock.
 */
export class ManualClock implements Clock {
  readonly #random = seededRandomness(1);
  #now = 0;
  #timers: { at: number; order: number; callback: () => void }[] = [];
  #order = 0;

  now(): number {
    return (this.#now += MOST_PER_LOOK * this.#random.next() ** 3);
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: Math.floor(this.#now) + Math.max(1, Math.trunc(milliseconds)), order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass: timers fire in order, and everything that can follow from one happens before the next. */
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

  /** Lets time pass in small steps until a condition holds; fails after `limit` milliseconds of this clock. */
  async until(condition: () => boolean, limit = 60_000): Promise<void> {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > limit) throw new Error('The condition did not come true in time.');
      await this.advance(10);
    }
  }
}

/** Everything that promises alone can do has been done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same numbers in every run. */
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
