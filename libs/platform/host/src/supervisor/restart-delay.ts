const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;
/** A run of this length was no failed start. */
const LASTED_MS = 60_000;

/** How long to wait before a host that ended is started again: longer each time, until one run has lasted a minute. */
export class RestartDelay {
  #next = SHORTEST_MS;

  /** @param ranForMs how long the host ran before it ended */
  after(ranForMs: number): number {
    if (ranForMs >= LASTED_MS) this.#next = SHORTEST_MS;
    const delay = this.#next;
    this.#next = Math.min(LONGEST_MS, delay * 2);
    return delay;
  }
}
