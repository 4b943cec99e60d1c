import { grouped } from './format.js';

const BAR_WIDTH = 30;
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;

/** Where progress goes: stderr, so that stdout carries only the report. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows how far a step is: a bar on a terminal, otherwise a plain line every five seconds, so that logs stay short.
 * Steps follow each other; `step` ends the one before.
 */
export class Progress {
  #label = '';
  #total: number | undefined;
  #done = 0;
  #note = '';
  #lastShown = 0;
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
    this.#lastShown = this.output.isTTY ? 0 : this.#started;
    this.#show();
  }

  /** Counts pieces as done; `note` replaces the words after the figures. */
  advance(count = 1, note?: string): void {
    this.#done += count;
    if (note !== undefined) this.#note = note;
    this.#show();
  }

  /** Ends the running step with its final figures. */
  end(): void {
    if (this.#label === '') return;
    const took = ((this.now() - this.#started) / 1000).toFixed(1);
    const line = `${this.#label}: ${this.#figures()} in ${took} s`;
    this.output.write(this.output.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
    this.#label = '';
  }

  #show(): void {
    const now = this.now();
    if (now - this.#lastShown < (this.output.isTTY ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#lastShown = now;
    const line = `${this.#label}: ${this.#bar()}${this.#figures()}${this.#note === '' ? '' : `, ${this.#note}`}`;
    this.output.write(this.output.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  #bar(): string {
    if (!this.output.isTTY || this.#total === undefined) return '';
    const filled = Math.round((BAR_WIDTH * this.#done) / Math.max(1, this.#total));
    return `${'█'.repeat(filled)}${'░'.repeat(Math.max(0, BAR_WIDTH - filled))} `;
  }

  #figures(): string {
    return this.#total === undefined ? grouped(this.#done) : `${grouped(this.#done)} of ${grouped(this.#total)}`;
  }
}
