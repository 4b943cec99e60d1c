/** Runs a function at intervals as long as it returns `true`. Does not keep the process alive. */
export class Ticking {
  readonly #milliseconds: number;
  readonly #tick: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** @param tick called at every interval; `false` stops it until the next `start()` */
  constructor(milliseconds: number, tick: () => boolean) {
    this.#milliseconds = milliseconds;
    this.#tick = tick;
  }

  /** Starts, unless it is running. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#tick()) this.stop();
    }, this.#milliseconds).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
