import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { NatsError } from '../nats-error.js';
import { guardServer } from './guard.js';

/** Options of a run, and callbacks for its output and exit. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onLog?: (line: string) => void;
  readonly onExit?: (how: string) => void;
}

/** Number of log lines shown in an error. */
const MAX_SHOWN_LOG_LINES = 8;

/** One run of a nats-server. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #guard: { release(): void } | undefined;
  #asked = false;

  private constructor(child: ChildProcess, ended: Promise<void>, temporaryFolder: string) {
    this.#child = child;
    this.#ended = ended;
    if (child.pid !== undefined) this.#guard = guardServer(child.pid, temporaryFolder);
  }

  /**
   * Starts the program and waits until it logs that it is ready.
   * @throws NatsError `NATS_SERVER_START`
   */
  static async start(
    program: string,
    configFile: string,
    temporaryFolder: string,
    { env, onLog, onExit }: RunOptions = {},
  ): Promise<ServerProcess> {
    const child = spawn(program, ['-c', configFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
      // Ctrl-C must not stop the server: its clients may still have work to finish.
      detached: process.platform !== 'win32',
    });
    const lines: string[] = [];
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        lines.push(error.message);
        resolve();
      });
      child.once('close', () => resolve());
    });
    const server = new ServerProcess(child, ended, temporaryFolder);
    const ready = new Promise<true>((resolve) => {
      createInterface(child.stderr!).on('line', (line) => {
        onLog?.(line);
        lines.push(line);
        if (lines.length > MAX_SHOWN_LOG_LINES) lines.shift();
        if (line.includes('Server is ready')) resolve(true);
      });
    });
    if (await Promise.race([ready, ended])) {
      void ended.then(() => {
        if (!server.#asked) onExit?.(child.signalCode ?? `exit code ${child.exitCode}`);
      });
      return server;
    }
    server.#guard?.release();
    throw new NatsError(
      'NATS_SERVER_START',
      `${program} did not start: ${lines.join('\n') || `it ended with ${child.exitCode ?? child.signalCode}`}.`,
      'Correct what its log says.',
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Stops it, unless it has already ended. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#asked = true;
    this.#child.kill(signal);
    await this.#ended;
    this.#guard?.release();
  }
}
