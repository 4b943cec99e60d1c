import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import '../../../../tools/dev/built-code.mjs';

const SHOP_CLI = resolve(import.meta.dirname, '../../../shop-cli/dist');

/** A command line tool of the shop at work, as its user would start it. */
export class ShopCommand {
  #output = '';
  readonly #child: ChildProcess;
  #isRunning = true;
  /** Its exit code; -1 where a signal ended it. */
  readonly ended: Promise<number>;

  constructor(name: 'import' | 'ledger', args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [resolve(SHOP_CLI, `${name}.js`), ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.ended = new Promise((done) =>
      this.#child.once('close', (code) => {
        this.#isRunning = false;
        done(code ?? -1);
      }),
    );
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
