import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { BuiltWorkspace } from './built-workspace.js';

/** Long enough for the build, the databases and every host of a busy machine. */
const WAIT = { timeout: 480_000, interval: 50 };

/** `npm start` in a copy of the workspace, with a data folder of its own. */
export class StartedWorkspace {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'started-workspace-'));
  readonly #child: ChildProcess;
  #output = '';
  #exitCode: number | null | undefined;

  constructor(copy: BuiltWorkspace, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    // The server of the embedded database may run as another user, which needs access to the folder.
    chmodSync(this.dataDir, 0o755);
    this.#child = spawn(process.execPath, ['tools/dev/start.mjs', ...args], {
      cwd: copy.folder,
      env: copy.environment({ DATA_DIR: this.dataDir, PORT: '0', SHIPPING_DELAY: '0', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child.on('close', (code) => (this.#exitCode = code));
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has printed something; fails if it ends before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (const until = Date.now() + WAIT.timeout; ; await sleep(WAIT.interval)) {
      const found = pattern.exec(this.#output);
      if (found) return found;
      if (this.#exitCode !== undefined || Date.now() > until)
        throw new Error(`${pattern} did not appear (exit code ${this.#exitCode}):\n${this.#output}`);
    }
  }

  /** Sends a document as a principal with every role, and returns its data. */
  async send<T>(query: string): Promise<T> {
    const [, url] = /Health +(http:\S+)\/health\/ready/.exec(this.#output)!;
    const token = readFileSync(join(this.dataDir, 'dev-token'), 'utf8').trim();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  }

  /** Places an order and waits until the other contexts have confirmed it. */
  async order(): Promise<void> {
    const line = '{ sku: "MUG-BLUE", quantity: 1 }';
    const { placeOrder } = await this.send<{ placeOrder: { order: { orderId: string } } }>(
      `mutation { placeOrder(input: { customerId: "ada", lines: [${line}] }, idempotencyKey: "k${Math.random()}") { order { orderId } } }`,
    );
    const { orderId } = placeOrder.order;
    await vi.waitFor(
      async () =>
        expect(await this.send(`{ order(orderId: "${orderId}") { state } }`)).toEqual({
          order: { state: 'CONFIRMED' },
        }),
      WAIT,
    );
  }

  /** The process of a host, by the name it has in the log. */
  pidOf(label: string): number {
    return Number(new RegExp(`^  ${label} +process (\\d+)`, 'm').exec(this.#output)?.[1]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has ended; returns its exit code. */
  async ended(): Promise<number | null> {
    await vi.waitFor(() => expect(this.#exitCode, this.#output).toBeDefined(), WAIT);
    return this.#exitCode!;
  }

  /** Ends it, whatever it does, and removes its data. */
  async remove(): Promise<void> {
    if (this.#exitCode === undefined) this.kill('SIGINT');
    await this.ended();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
