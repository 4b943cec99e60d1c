import type { CancelTimer, Clock } from './clock.js';

/**
 * Runs asynchronous work repeatedly, one run at a time: when its delay is over, or when it is woken.
 */
export class Loop {
  readonly #clock: Clock;
  readonly #work: () => Promise<number>;
  readonly #gap: number;
  #cancel: CancelTimer | undefined;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = true;
  #lastStart = -Infinity;

  /**
   * @param work resolves to the milliseconds until the next run; must not reject
   * @param gap minimum time in milliseconds between the starts of two runs
   */
  constructor(clock: Clock, work: () => Promise<number>, gap = 0) {
    this.#clock = clock;
    this.#work = work;
    this.#gap = gap;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#run();
  }

  /** Runs the work as soon as the gap allows; if a run is in progress, once more after it. */
  wake(): void {
    if (this.#stopped || this.#woken) return;
    this.#woken = true;
    if (!this.#running) this.#schedule(0);
  }

  /** Resolves when the current run has ended; no run starts afterwards. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#running;
  }

  #schedule(delay: number): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const wait = Math.max(delay, this.#lastStart + this.#gap - this.#clock.now());
    if (wait <= 0) this.#run();
    else this.#cancel = this.#clock.after(wait, () => this.#run());
  }

  #run(): void {
    if (this.#stopped || this.#running) return;
    this.#cancel?.();
    this.#woken = false;
    this.#lastStart = this.#clock.now();
    this.#running = this.#work().then((delay) => {
      this.#running = undefined;
      if (!this.#stopped) this.#schedule(this.#woken ? 0 : delay);
    });
  }
}
