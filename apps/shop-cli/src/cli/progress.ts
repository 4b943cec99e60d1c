import { grouped, perSecond, remainingTime } from './format.js';
import { Pace } from './pace.js';

const BAR_WIDTH = 30;
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;

/** The stream for progress: stderr, so that stdout has only the report. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows how far a step is, how fast it goes and how long it still takes: a bar on a terminal, otherwise a plain line every
 * five seconds, so that logs stay short.
 * Steps follow each other; `step` ends the one before.
 */
export class Progress {
  #label = '';
  #total: number | undefined;
  #done = 0;
  #note = '';
  #lastShown = 0;
  #pace = new Pace(0);
  #share: number | undefined;
  #fallsToZero = false;
  #started = 0;

  constructor(
    private readonly output: ProgressOutput = process.stderr,
    private readonly now: () => number = Date.now,
  ) {}

  /** Starts a step of `total` pieces; without a total only the count is shown. */
  step(label: string, total?: number): void {
    this.end();
    this.#label = label;
    this.#total = total;
    this.#done = 0;
    this.#note = '';
    this.#started = this.now();
    this.#pace = new Pace(this.#started);
    this.#share = undefined;
    this.#fallsToZero = false;
    this.#lastShown = this.output.isTTY ? 0 : this.#started;
    this.#show();
  }

  /** Starts a step that waits until a count falls to zero. It has no pace: work that is done can bring new work. */
  waitFor(label: string): void {
    this.step(label);
    this.#fallsToZero = true;
  }

  /** Says how many pieces of the running wait are left; `note` replaces the words after the figure. */
  left(count: number, note?: string): void {
    this.advance(count - this.#done, note);
  }

  /**
   * Counts pieces as done; `note` replaces the words after the figures.
   *
   * @param share of the step that is done, from 0 to 1, where no total is known
   */
  advance(count = 1, note?: string, share?: number): void {
    this.#done += count;
    if (note !== undefined) this.#note = note;
    if (share !== undefined) this.#share = share;
    this.#show();
  }

  /** Ends the running step with its final figures. */
  end(): void {
    if (this.#label === '') return;
    const took = (this.now() - this.#started) / 1000;
    const line = `${this.#label}: ${this.#figures()} in ${took.toFixed(1)} s${took < 1 || this.#fallsToZero ? '' : `, ${perSecond(this.#done / took)}`}`;
    this.output.write(this.output.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
    this.#label = '';
  }

  #show(): void {
    const now = this.now();
    if (now - this.#lastShown < (this.output.isTTY ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#lastShown = now;
    this.#pace.mark(now, this.#done);
    const shown = [`${this.#bar()}${this.#figures()}`, this.#note, ...this.#speed()].filter((text) => text !== '');
    const line = `${this.#label}: ${shown.join(', ')}`;
    this.output.write(this.output.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  #bar(): string {
    if (!this.output.isTTY || this.#total === undefined) return '';
    const filled = Math.round((BAR_WIDTH * this.#done) / Math.max(1, this.#total));
    return `${'█'.repeat(filled)}${'░'.repeat(Math.max(0, BAR_WIDTH - filled))} `;
  }

  #speed(): string[] {
    const pace = this.#pace.perSecond;
    if (pace === undefined || this.#fallsToZero) return [];
    const total = this.#total ?? (this.#share ? this.#done / this.#share : undefined);
    const left = total === undefined ? undefined : this.#pace.secondsFor(Math.max(0, total - this.#done));
    return [perSecond(pace), ...(left === undefined ? [] : [remainingTime(left)])];
  }

  #figures(): string {
    return this.#total === undefined ? grouped(this.#done) : `${grouped(this.#done)} of ${grouped(this.#total)}`;
  }
}
