import { OverloadedError } from './limit-errors.js';

/** Interval of the check, in milliseconds. */
const LOOK_EVERY_MS = 20;
/** Number of late timers in a row that count as overload; a single long task does not. */
const LATE_IN_A_ROW = 4;
/** Time for which anonymous requests are refused after the last sign of overload, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Detects that this process is overloaded: its timers are late several times in a row. Requests without a token are
 * then refused, so that signed-in clients are served.
 */
export class Overload {
  readonly #lateMs: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #expected = 0;
  #lateInARow = 0;
  #until = -Infinity;

  /**
   * @param lateMs tolerated delay of a timer, in milliseconds; 0: never refuse
   * @param now a monotonic clock, in milliseconds
   */
  constructor(lateMs: number, now: () => number = () => performance.now()) {
    this.#lateMs = lateMs;
    this.#now = now;
  }

  /** Starts the check. It does not keep the process alive. */
  start(): void {
    if (this.#lateMs > 0) this.#lookLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** @throws OverloadedError while the process is overloaded */
  requireRoomForStrangers(): void {
    if (this.#now() < this.#until) throw new OverloadedError();
  }

  /** Records the delay of a timer, in milliseconds. */
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
