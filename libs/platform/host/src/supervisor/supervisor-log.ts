import type { Readable } from 'node:stream';
import { printable } from '@multilith/runtime/observe';
import type { LogFormat } from '../config/host-config.js';
import { errorFields, type ErrorFields } from '../logging/error-fields.js';
import { printableJson, printableWithColours } from '../logging/printable.js';
import { textLine } from '../logging/text-lines.js';
import { readLines } from './read-lines.js';

const COLOURS = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94];
const OWN_LABEL = 'supervisor';
/** Pino's numeric levels. */
const [INFO, WARN, ERROR] = [30, 40, 50];

/** Streams that the lines are written to. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colours: boolean;
}

/** Returns the terminal of this process. */
export const thisTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colours: Boolean(process.stdout.isTTY) && process.env.NO_COLOR === undefined,
});

/**
 * Merges the output of several processes into one log. Each line is prefixed with its process; a line of JSON already
 * contains it and is not changed.
 */
export class SupervisorLog {
  readonly #format: LogFormat;
  readonly #terminal: Terminal;
  readonly #labels: readonly string[];

  /** @param labels labels of all processes that will print lines */
  constructor(format: LogFormat, labels: readonly string[], terminal: Terminal) {
    this.#format = format;
    this.#labels = [OWN_LABEL, ...labels];
    this.#terminal = terminal;
  }

  /** Passes on the output of a process, line by line, until its streams end. */
  follow(label: string, { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable }): void {
    readLines(stdout, (line) => this.#terminal.out(this.#labelled(label, line)));
    readLines(stderr, (line) => this.#terminal.err(this.#labelled(label, line)));
  }

  log(message: unknown): void {
    this.#say(INFO, String(message));
  }
  warn(message: unknown): void {
    this.#say(WARN, String(message));
  }
  error(message: unknown): void {
    if (!(message instanceof Error)) return this.#say(ERROR, String(message));
    const err = errorFields(message);
    this.#say(ERROR, err.message, err);
  }

  /** Prints text for people, unchanged. */
  tell(lines: readonly string[]): void {
    this.#terminal.err(`${lines.join('\n')}\n`);
  }

  #say(level: number, msg: string, err?: ErrorFields): void {
    const line = { level, time: new Date().toISOString(), host: OWN_LABEL, msg, ...(err ? { err } : {}) };
    if (this.#format === 'json') return this.#terminal.out(`${printableJson(JSON.stringify(line))}\n`);
    for (const text of textLine(line, this.#terminal.colours).trimEnd().split('\n'))
      this.#terminal.out(this.#labelled(OWN_LABEL, text));
  }

  #labelled(label: string, printed: string): string {
    if (this.#format === 'json' && printed.startsWith('{')) return `${printableJson(printed)}\n`;
    // A host may print other lines than its log, as Node does at a crash.
    const line = this.#terminal.colours ? printableWithColours(printed) : printable(printed);
    const prefix = `${label.padEnd(Math.max(...this.#labels.map(({ length }) => length)))} │`;
    const colour = COLOURS[Math.max(0, this.#labels.indexOf(label)) % COLOURS.length]!;
    return `${this.#terminal.colours ? `\x1b[${colour}m${prefix}\x1b[0m` : prefix} ${line}\n`;
  }
}
