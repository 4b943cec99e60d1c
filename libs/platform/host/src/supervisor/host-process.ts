import { spawn, type ChildProcess } from 'node:child_process';
import { RuntimeError } from '@multilith/runtime';
import { isReady, type HostReady } from '../process/supervised.js';
import type { HostInstance } from './host-program.js';
import type { SupervisorLog } from './supervisor-log.js';

/** One run of a host. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  /** Settles when the host takes work; fails with `HOST_ENDED` when it ends before. */
  readonly ready: Promise<HostReady>;
  /** How it ended, in words. */
  readonly ended: Promise<string>;

  constructor({ label, file, env }: HostInstance, log: SupervisorLog) {
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C is for us: hosts stop in an order, and when we say so.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    log.follow(label, { stdout: child.stdout!, stderr: child.stderr! });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      // After the last line of its log.
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.ready = new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (isReady(message)) resolve(message);
      });
      void this.ended.then((how) => reject(endedEarly(label, how)));
    });
    // Whoever waits for it hears of it; nobody has to.
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Time since its start, in milliseconds. */
  get age(): number {
    return performance.now() - this.#startedAt;
  }

  /** Has it finish what it is doing, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

const endedEarly = (label: string, how: string): RuntimeError =>
  new RuntimeError(
    'HOST_ENDED',
    `The host ${label} ended with ${how} before it was ready.`,
    'What it said last tells why; its lines begin with its name.',
  );
