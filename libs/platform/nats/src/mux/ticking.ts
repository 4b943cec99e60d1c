/** Does something at intervals as long as there is a reason to. The process does not wait for it. */
export class Ticking {
  #timer: NodeJS.Timeout | undefined;

  /** @param tick called at every interval; `false` ends it until the next `start()` */
  constructor(
    private readonly milliseconds: number,
    private readonly tick: () => boolean,
  ) {}

  /** Begins, unless it has begun. */
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
