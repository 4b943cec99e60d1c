import { setTimeout as sleep } from 'node:timers/promises';
import type { HostReady } from '../process/supervised.js';
import type { HostInstance } from './host-program.js';
import { HostProcess, type HostEnd } from './host-process.js';
import { RestartPolicy } from './restart-policy.js';
import type { SupervisorLog } from './supervisor-log.js';

/**
 * A host that is restarted when it ends unexpectedly. A failed first start is final: its cause is mostly in the
 * settings, and a restart would fail the same way. {@link RestartPolicy} decides about later ones.
 */
export class KeptHost {
  readonly #instance: HostInstance;
  readonly #log: SupervisorLog;
  readonly #policy = new RestartPolicy();
  readonly #stopping = new AbortController();
  #process: HostProcess | undefined;
  #kept: Promise<void> | undefined;
  #giveUp!: (end: HostEnd) => void;
  /** Resolves with the end of the last run if the host will not be restarted. */
  readonly givenUp = new Promise<HostEnd>((resolve) => (this.#giveUp = resolve));

  constructor(instance: HostInstance, log: SupervisorLog) {
    this.#instance = instance;
    this.#log = log;
  }

  get host(): string {
    return this.#instance.host;
  }
  get label(): string {
    return this.#instance.label;
  }
  /** Number of this process within its host, from 0. */
  get instance(): number {
    return this.#instance.instance ?? 0;
  }
  /** Port for debuggers on this machine. */
  get inspectPort(): number | undefined {
    return this.#instance.inspectPort;
  }
  /** Process id of the current run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it and waits until it accepts work. @throws HostEndedError */
  async start(): Promise<HostReady> {
    this.#process = new HostProcess(this.#instance, this.#log);
    const ready = await this.#process.ready;
    this.#kept = this.#keep(this.#process);
    return ready;
  }

  /** Lets it finish current work, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop();
    await this.#kept;
  }

  /** Kills it. */
  kill(): void {
    this.#stopping.abort();
    this.#process?.kill();
  }

  async #keep(first: HostProcess): Promise<void> {
    const { signal } = this.#stopping;
    for (let run = first; ;) {
      const end = await run.ended;
      if (signal.aborted) return;
      const delay = this.#policy.after(end);
      const cause = `${this.label} ended with ${end.failure ? `${end.how} (${end.failure})` : end.how}`;
      if (delay === undefined) {
        this.#log.error(
          `${cause} before it was ready, and is not started again. Correct what it says, then start again.`,
        );
        return this.#giveUp(end);
      }
      this.#log.error(`${cause}. It is started again in ${delay / 1000} s.`);
      await sleep(delay, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      run = this.#process = new HostProcess(this.#instance, this.#log);
      // A run that ends before it is ready is handled at the top of the next iteration.
      void run.ready.then(
        () => this.#log.log(`${this.label} runs again, as process ${run.pid}.`),
        () => {},
      );
    }
  }
}
