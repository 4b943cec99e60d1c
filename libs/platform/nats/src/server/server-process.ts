import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { NatsError } from '../nats-error.js';
import { guardServer } from './guard.js';

/** How a run is started and who hears of it. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onLog?: (line: string) => void;
  readonly onExit?: (how: string) => void;
}

/** How much of the log an error shows. */
const SHOWN_LINES = 8;

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
   * Starts the program and waits for its word that it is ready.
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
      // Ctrl-C is for us: whoever is connected may have to finish something first.
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
        if (lines.length > SHOWN_LINES) lines.shift();
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

  /** Ends it, if it has not ended yet. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#asked = true;
    this.#child.kill(signal);
    await this.#ended;
    this.#guard?.release();
  }
}
