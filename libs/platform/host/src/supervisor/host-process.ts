import { brand, MultilithError } from '@multilith/contract';
import { spawn, type ChildProcess } from 'node:child_process';
import { isFailed, isReady, type HostReady } from '../process/supervised.js';
import type { HostInstance } from './host-program.js';
import type { SupervisorLog } from './supervisor-log.js';

/** The end of a host's run. */
export interface HostEnd {
  /** Description for people. */
  readonly how: string;
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Whether it was ready before. */
  readonly ready: boolean;
  /** Code of the error that prevented its start, if it reported one. */
  readonly failure: string | undefined;
  /** Duration of the run, in milliseconds. */
  readonly age: number;
}

/** A host ended before it was ready. */
export class HostEndedError extends MultilithError {
  static {
    brand(this, 'host.HostEndedError');
  }
  override readonly name = 'HostEndedError';
  constructor(
    label: string,
    readonly end: HostEnd,
  ) {
    super(
      'HOST_ENDED',
      `The host ${label} ended with ${end.how} before it was ready.`,
      'Its last lines say why; they begin with its name.',
    );
  }
}

/** One run of a host. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  #ready = false;
  #failure: string | undefined;
  /** Resolves once the host accepts work. @throws HostEndedError if it ends before */
  readonly ready: Promise<HostReady>;
  readonly ended: Promise<HostEnd>;

  constructor(instance: HostInstance, log: SupervisorLog) {
    const { label, file, env, output = 'labelled', inspectPort } = instance;
    const inspector = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`];
    const stream = output === 'labelled' ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, [...inspector, '--enable-source-maps', file], {
      env,
      stdio: ['ignore', stream, stream, 'ipc'],
      // Ctrl-C must not reach hosts directly: the supervisor stops them in order.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    const { stdout, stderr } = child;
    if (stdout && stderr) log.follow(label, { stdout, stderr });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.#end(error.message)));
      // Runs after the last line of the host's log.
      child.once('close', (code, signal) => resolve(this.#end(signal ?? `exit code ${code}`, code, signal)));
    });
    this.ready = new Promise((resolve, reject) => {
      child.on('message', (message) => {
        if (isFailed(message)) this.#failure = message.code;
        if (!isReady(message)) return;
        this.#ready = true;
        resolve(message);
      });
      void this.ended.then((end) => reject(new HostEndedError(label, end)));
    });
    // A failed start is only an error for callers that wait for it.
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets it finish current work, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }

  /** Kills it. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #end(how: string, code: number | null = null, signal: NodeJS.Signals | null = null): HostEnd {
    return {
      how,
      code: code ?? undefined,
      signal: signal ?? undefined,
      ready: this.#ready,
      failure: this.#failure,
      age: performance.now() - this.#startedAt,
    };
  }
}
