import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import '../../../tools/dev/built-code.mjs';

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const MAIN = resolve(WORKSPACE, 'apps/monolith/dist/main.js');
/** Longer than it takes nine processes to start on a busy machine with two cores. */
const LONGEST_MS = 120_000;

/** The shop as a process of its own, as `npm start` and a container run it. */
export class ShopProcess {
  #output = '';
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;

  private constructor(env: Readonly<Record<string, string>>, program: string, ...args: string[]) {
    this.#child = spawn(process.execPath, [program, ...args], {
      cwd: WORKSPACE,
      // The specs' own environment would change what is tested.
      env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#changed();
      });
    this.#child.on('close', (code, signal) => {
      this.#exit = { code, signal };
      this.#changed();
    });
  }

  static start(env: Readonly<Record<string, string>>): ShopProcess {
    return new ShopProcess(env, MAIN);
  }

  /** The host of one context, with the same few lines that `nx extract` writes. */
  static startContext(context: string, env: Readonly<Record<string, string>>): ShopProcess {
    return new ShopProcess(env, resolve(import.meta.dirname, 'split/extracted-host.mjs'), context);
  }

  /** A host from another folder, such as the content of an image. */
  static startProgram(program: string, env: Readonly<Record<string, string>>): ShopProcess {
    return new ShopProcess(env, program);
  }

  /** Whether it has not ended yet. */
  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  /** The URL it says it listens at. */
  async listening(): Promise<string> {
    const [, url] = await this.printed(/Listening at (http:\/\/[\w.:]+)/);
    return url!;
  }

  /** Waits until it has printed something; fails if it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(() => {
      const found = pattern.exec(this.#output);
      if (!found && this.#exit) throw new Error(`The shop ended with ${JSON.stringify(this.#exit)}:\n${this.#output}`);
      return found ?? undefined;
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has ended. */
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    return this.#until(() => this.#exit);
  }

  #changed(): void {
    for (const watch of this.#watchers) watch();
  }

  #until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
        settle();
      };
      const watch = (): void => {
        try {
          const found = look();
          if (found !== undefined) finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(error as Error));
        }
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`Nothing happened in ${LONGEST_MS} ms:\n${this.#output}`))),
        LONGEST_MS,
      );
      this.#watchers.add(watch);
      watch();
    });
  }
}
