interface Turns {
  running: number;
  readonly waiting: (() => void)[];
}

/** Limits concurrent work per host; further work of a host waits only for work of the same host. */
export class TurnsPerHost {
  readonly #hosts = new Map<string, Turns>();

  readonly #most: number;

  /** @param most maximum concurrent work per host */
  constructor(most: number) {
    this.#most = most;
  }

  async take<T>(host: string, work: () => Promise<T>): Promise<T> {
    let turns = this.#hosts.get(host);
    if (!turns) this.#hosts.set(host, (turns = { running: 0, waiting: [] }));
    if (turns.running < this.#most) turns.running++;
    else await new Promise<void>((resolve) => turns.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = turns.waiting.shift();
      if (next) next();
      else if (--turns.running === 0) this.#hosts.delete(host);
    }
  }
}
