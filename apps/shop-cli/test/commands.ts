import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import '../../../tools/dev/built-code.mjs';

const WORKSPACE = resolve(import.meta.dirname, '../../..');

/** A process under test. Everything it prints is kept. */
export class Running {
  stdout = '';
  stderr = '';
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((done) => child.once('close', (code, signal) => done(code ?? signal ?? 'unknown')));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

/** Runs built code with nothing in its environment but what is given, PATH and HOME. */
function run(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [resolve(WORKSPACE, file), ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Running(child);
}

/** A shop in a process of its own, on a database of a spec. */
export class ShopProcess {
  #running: Running | undefined;

  private constructor(
    readonly port: number,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param dataDir where it leaves its token */
  static async start(databaseUrl: string, dataDir: string): Promise<ShopProcess> {
    const port = await freePort();
    const env = {
      DATABASE_URL: databaseUrl,
      DATABASE_ROLE_SECRET: 'of this spec',
      DATA_DIR: dataDir,
      PORT: String(port),
    };
    const shop = new ShopProcess(port, env);
    await shop.start();
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, again on the same port after a `stop`, and waits until it is ready. */
  async start(): Promise<void> {
    const running = run('apps/monolith/dist/main.js', [], {
      ...this.env,
      SEED: 'false',
      LOG_LEVEL: 'warn',
      SHIPPING_DELAY: '1h', // nothing leaves before a spec says so
    });
    this.#running = running;
    let over = false;
    void running.ended.then(() => (over = true));
    while (!(await this.#isReady())) {
      if (over) throw new Error(`the shop ended before it was ready:\n${running.stdout}${running.stderr}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#running?.signal(signal);
    await this.#running?.ended;
    this.#running = undefined;
  }

  /** Starts `import` against it. */
  import(file: string, ...options: string[]): Running {
    return run('apps/shop-cli/dist/import.js', [file, ...options], this.env);
  }

  /** Starts `ledger` on its database. */
  ledger(...options: string[]): Running {
    return run('apps/shop-cli/dist/ledger.js', options, this.env);
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/** Waits for the end of a command that must succeed; shows what it printed if it does not. */
export async function succeeds(command: Running): Promise<string> {
  const code = await command.ended;
  expect({ code, output: code === 0 ? '' : command.stdout + command.stderr }).toEqual({ code: 0, output: '' });
  return command.stdout;
}

/** Runs one of the commands without a shop. */
export const runCommand = (
  name: 'import' | 'ledger',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => run(`apps/shop-cli/dist/${name}.js`, args, env);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
