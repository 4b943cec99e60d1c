/** Runs a function at intervals as long as it returns `true`. Does not keep the process alive. */
export class Ticking {
  #timer: NodeJS.Timeout | undefined;

  /** @param tick called at every interval; `false` stops it until the next `start()` */
  constructor(
    private readonly milliseconds: number,
    private readonly tick: () => boolean,
  ) {}

  /** Starts, unless it is running. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.tick()) this.stop();
    }, this.milliseconds).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
