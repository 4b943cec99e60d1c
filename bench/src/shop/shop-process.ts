import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Time limit for the start of a process, in milliseconds. */
const START_MS = 600_000;
/** Maximum length of the output that is kept for errors, in characters. */
const KEPT_OUTPUT = 20_000;

const running = new Set<ChildProcess>();
// A failed measurement leaves no processes behind.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A process of a shop that is measured. `SHOP_NODE_OPTIONS` are its `NODE_OPTIONS`. */
export class ShopProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  /**
   * @param program path of a JavaScript file
   * @param options.env the whole environment but `PATH`
   */
  constructor(
    name: string,
    program: string,
    options: {
      readonly args?: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Folder for a CPU profile, written when the process ends. Default: no profile. */
      readonly profiles?: string | undefined;
    },
  ) {
    this.name = name;
    const { args = [], env, profiles } = options;
    const profiling = profiles
      ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`]
      : [];
    this.#child = spawn(process.execPath, [...profiling, program, ...args], {
      env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: process.env['SHOP_NODE_OPTIONS'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    running.add(this.#child);
    void this.#ended.then(() => running.delete(this.#child));
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream
        .setEncoding('utf8')
        .on('data', (text: string) => (this.#output = (this.#output + text).slice(-KEPT_OUTPUT)));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The last part of what it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has printed something. @throws Error if it ends before, or takes longer than ten minutes */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const failed = (what: string): void => settle(() => reject(new Error(`${this.name} ${what}:\n${this.#output}`)));
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.off('data', look);
        how();
      };
      const look = (): void => {
        const found = pattern.exec(this.#output);
        if (found) settle(() => resolve(found));
      };
      const timer = setTimeout(() => failed('does not start'), START_MS);
      for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.on('data', look);
      void this.#ended.then(() => failed(`ended with ${this.#child.exitCode ?? this.#child.signalCode}`));
      look();
    });
  }

  /** Stops it gracefully, so that a profile is written. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await this.#ended;
    clearTimeout(timer);
  }
}
