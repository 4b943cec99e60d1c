const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** A run of at least this length, in milliseconds, resets the delay. */
const LONG_RUN_MS = 60_000;

/** Delay before a host that ended is restarted: longer each time, until one run has lasted a minute. */
export class RestartDelay {
  #next = MIN_DELAY_MS;

  /** @param ranForMs how long the host ran before it ended, in milliseconds */
  after(ranForMs: number): number {
    if (ranForMs >= LONG_RUN_MS) this.#next = MIN_DELAY_MS;
    const delay = this.#next;
    this.#next = Math.min(MAX_DELAY_MS, delay * 2);
    return delay;
  }
}
