import { OverloadedError } from './limit-errors.js';

/** How often it is looked, in milliseconds. */
const LOOK_EVERY_MS = 20;
/** A single long piece of work is no overload; a queue that stands is. */
const LATE_IN_A_ROW = 4;
/** How long strangers are refused after the last sign of overload, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Notices that this process has more to do than it can: its timers come late, again and again. Then requests without a token
 * are refused, so that those who are signed in are served.
 */
export class Overload {
  readonly #lateMs: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #expected = 0;
  #lateInARow = 0;
  #until = -Infinity;

  /**
   * @param lateMs how late a timer may be, in milliseconds; 0 never refuses anyone
   * @param now milliseconds on a clock that never goes back
   */
  constructor(lateMs: number, now: () => number = () => performance.now()) {
    this.#lateMs = lateMs;
    this.#now = now;
  }

  /** Begins to look. It does not keep the process running. */
  start(): void {
    if (this.#lateMs > 0) this.#lookLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** @throws OverloadedError while the process has more to do than it can */
  requireRoomForStrangers(): void {
    if (this.#now() < this.#until) throw new OverloadedError();
  }

  /** A timer has come, so many milliseconds late. */
  saw(lateMs: number): void {
    this.#lateInARow = lateMs > this.#lateMs ? this.#lateInARow + 1 : 0;
    if (this.#lateInARow >= LATE_IN_A_ROW) this.#until = this.#now() + PAUSE_MS;
  }

  #lookLater(): void {
    this.#expected = this.#now() + LOOK_EVERY_MS;
    this.#timer = setTimeout(() => {
      this.saw(this.#now() - this.#expected);
      this.#lookLater();
    }, LOOK_EVERY_MS).unref();
  }
}
