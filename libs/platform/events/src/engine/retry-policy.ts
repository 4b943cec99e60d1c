import type { Randomness } from './clock.js';

/** Decides when a failed event is retried, and when it is parked. */
export interface RetryPolicy {
  /** Number of failed attempts after which an event is parked with its key. */
  readonly maxAttempts: number;
  /** Returns the delay in milliseconds after the given number of failed attempts (1 or more). */
  delayAfter(attempts: number, random: Randomness): number;
}

/** Parameters of {@link exponentialBackoff}, in milliseconds. */
export interface Backoff {
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
}

/** Random share of a delay, so that hosts that failed together do not retry together. */
const JITTER_SHARE = 0.2;

/** Returns delays of `first`, `first × factor`, … up to `longest`, each ± 20 %. */
export function exponentialBackoff(backoff: Backoff): (attempts: number, random: Randomness) => number {
  return (attempts, random) => {
    const delay = Math.min(backoff.longest, backoff.first * backoff.factor ** Math.max(0, attempts - 1));
    return Math.round(delay * (1 + JITTER_SHARE * (2 * random.next() - 1)));
  };
}

/** Five attempts, about 0.5, 1.2, 2.6 and 6 seconds apart: ten seconds in all, then the event is parked. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 5,
  delayAfter: exponentialBackoff({ first: 500, factor: 2.3, longest: 60_000 }),
};

/** Delays after an infrastructure error. */
export const INFRASTRUCTURE_BACKOFF = exponentialBackoff({ first: 200, factor: 2, longest: 10_000 });
/** Delays after contention. */
export const CONTENTION_BACKOFF = exponentialBackoff({ first: 10, factor: 2, longest: 1_000 });
/** Delays while a dependency of the handler is unavailable. */
export const UNAVAILABLE_BACKOFF = exponentialBackoff({ first: 500, factor: 2, longest: 15_000 });
