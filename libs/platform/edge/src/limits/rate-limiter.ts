/** How fast one client may go. */
export interface Rate {
  /** Points per second that it gets back; 0 turns the limit off. */
  readonly perSecond: number;
  /** Points that it may spend at once after a pause. */
  readonly burst: number;
}

/** Clients that are remembered; about 2 MB. */
const MAX_KEYS = 10_000;

/**
 * Limits the rate of each client. It keeps one number per client, the moment at which its bucket is full again (GCRA), for
 * a bounded number of clients: the one that was seen the longest ago is forgotten first.
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

  /** @param now milliseconds on a clock that never goes back */
  constructor({ perSecond, burst }: Rate, now: () => number = () => performance.now(), maxKeys = MAX_KEYS) {
    this.#msPerPoint = perSecond > 0 ? 1_000 / perSecond : 0;
    this.#burst = Math.max(1, burst);
    this.#now = now;
    this.#maxKeys = maxKeys;
  }

  /** How many clients are remembered. */
  get size(): number {
    return this.#fullAt.size;
  }

  /**
   * Takes points of a client. Returns 0 if it has them, else the milliseconds until it will; nothing is taken then.
   *
   * @param points more than the burst count as the burst, so that every request passes at some time
   */
  take(key: string, points: number): number {
    if (this.#msPerPoint === 0) return 0;
    // Kept, it would let the client send whatever it likes.
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
