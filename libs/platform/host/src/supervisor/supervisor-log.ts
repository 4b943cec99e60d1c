import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { LogFormat } from '../config/host-config.js';

const COLOURS = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94];
const OWN_LABEL = 'supervisor';
const LEVELS = { log: ['INFO', 30], warn: ['WARN', 40], error: ['ERROR', 50] } as const;

/** Where the lines go. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colours: boolean;
}

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
    createInterface(stdout).on('line', (line) => this.#terminal.out(this.#labelled(label, line)));
    createInterface(stderr).on('line', (line) => this.#terminal.err(this.#labelled(label, line)));
  }

  log(message: unknown): void {
    this.#say('log', String(message));
  }
  warn(message: unknown): void {
    this.#say('warn', String(message));
  }
  error(message: unknown): void {
    this.#say('error', message instanceof Error ? (message.stack ?? message.message) : String(message));
  }

  /** Text for a person, as it is. */
  tell(lines: readonly string[]): void {
    this.#terminal.err(`${lines.join('\n')}\n`);
  }

  #say(severity: keyof typeof LEVELS, text: string): void {
    const [name, level] = LEVELS[severity];
    const time = new Date();
    if (this.#format === 'json') {
      this.#terminal.out(`${JSON.stringify({ level, time: time.toISOString(), host: OWN_LABEL, msg: text })}\n`);
      return;
    }
    for (const line of text.split('\n'))
      this.#terminal.out(this.#labelled(OWN_LABEL, `[${time.toTimeString().slice(0, 8)}] ${name}: ${line}`));
  }

  #labelled(label: string, line: string): string {
    if (this.#format === 'json' && line.startsWith('{')) return `${line}\n`;
    const prefix = `${label.padEnd(Math.max(...this.#labels.map(({ length }) => length)))} │`;
    const colour = COLOURS[Math.max(0, this.#labels.indexOf(label)) % COLOURS.length]!;
    return `${this.#terminal.colours ? `\x1b[${colour}m${prefix}\x1b[0m` : prefix} ${line}\n`;
  }
}
