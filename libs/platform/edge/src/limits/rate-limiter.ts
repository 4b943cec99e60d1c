/** Rate limit of one client. */
export interface Rate {
  /** Points per second that are refilled; 0 turns the limit off. */
  readonly perSecond: number;
  /** Maximum number of points that can be spent at once. */
  readonly burst: number;
}

/** Maximum number of remembered clients; about 2 MB. */
const MAX_KEYS = 10_000;

/**
 * Limits the rate of each client. It stores one number per client, the time at which its bucket is full again (GCRA),
 * for a limited number of clients: the least recently seen client is forgotten first.
 *
 * @example
 * const limiter = new RateLimiter({ perSecond: 20, burst: 200 });
 * const waitMs = limiter.take('ada', 1);
 * if (waitMs > 0) throw new RateLimitedError(waitMs);
 */
export class RateLimiter {
  readonly #msPerPoint: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #maxKeys: number;
  readonly #fullAt = new Map<string, number>();

  /** @param now a monotonic clock, in milliseconds */
  constructor({ perSecond, burst }: Rate, now: () => number = () => performance.now(), maxKeys = MAX_KEYS) {
    this.#msPerPoint = perSecond > 0 ? 1_000 / perSecond : 0;
    this.#burst = Math.max(1, burst);
    this.#now = now;
    this.#maxKeys = maxKeys;
  }

  /** Number of remembered clients. */
  get size(): number {
    return this.#fullAt.size;
  }

  /**
   * Takes points of a client. Returns 0 if it has enough, else the milliseconds until it will; nothing is taken then.
   *
   * @param points more than the burst count as the burst, so that every request is allowed eventually
   */
  take(key: string, points: number): number {
    if (this.#msPerPoint === 0) return 0;
    // Storing NaN would disable the limit for the client.
    if (Number.isNaN(points)) throw new RangeError('The number of points is not a number.');
    const now = this.#now();
    const room = this.#burst * this.#msPerPoint;
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? now) + Math.min(points, this.#burst) * this.#msPerPoint;
    const excess = fullAt - now - room;
    // Rounding must not refuse the last point of a burst.
    if (excess > 1e-6) return excess;
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    if (this.#fullAt.size > this.#maxKeys) this.#fullAt.delete(this.#fullAt.keys().next().value!);
    return 0;
  }
}
