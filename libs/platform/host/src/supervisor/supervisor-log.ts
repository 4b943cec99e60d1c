import type { Readable } from 'node:stream';
import { printable } from '@multilith/runtime/observe';
import type { LogFormat } from '../config/host-config.js';
import { errorFields, type ErrorFields } from '../logging/error-fields.js';
import { printableJson, printableWithColours } from '../logging/printable.js';
import { textLine } from '../logging/text-lines.js';
import { readLines } from './read-lines.js';

const COLOURS = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94];
const OWN_LABEL = 'supervisor';
/** Levels as pino numbers them. */
const [INFO, WARN, ERROR] = [30, 40, 50];

/** Where the lines go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colours: boolean;
}

/** The terminal of this process. */
export const thisTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colours: Boolean(process.stdout.isTTY) && process.env.NO_COLOR === undefined,
});

/**
 * One log of many processes. Each line begins with the process it comes from; a line of JSON says that itself and stays as
 * it is.
 */
export class SupervisorLog {
  readonly #format: LogFormat;
  readonly #terminal: Terminal;
  readonly #labels: readonly string[];

  /** @param labels of every process that will say something */
  constructor(format: LogFormat, labels: readonly string[], terminal: Terminal) {
    this.#format = format;
    this.#labels = [OWN_LABEL, ...labels];
    this.#terminal = terminal;
  }

  /** Passes on what a process prints, line by line, until its streams end. */
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

  /** Text for a person, as it is. */
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
    // A host may print what is no line of its log: a crash does.
    const line = this.#terminal.colours ? printableWithColours(printed) : printable(printed);
    const prefix = `${label.padEnd(Math.max(...this.#labels.map(({ length }) => length)))} │`;
    const colour = COLOURS[Math.max(0, this.#labels.indexOf(label)) % COLOURS.length]!;
    return `${this.#terminal.colours ? `\x1b[${colour}m${prefix}\x1b[0m` : prefix} ${line}\n`;
  }
}
