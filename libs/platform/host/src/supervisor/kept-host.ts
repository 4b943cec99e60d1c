import { setTimeout as sleep } from 'node:timers/promises';
import type { HostReady } from '../process/supervised.js';
import type { HostInstance } from './host-program.js';
import { HostProcess } from './host-process.js';
import { RestartDelay } from './restart-delay.js';
import type { SupervisorLog } from './supervisor-log.js';

/**
 * A host that is started again whenever it ends without having been told to. A first start that fails is final: what is
 * wrong then is mostly in the settings, and trying again would only repeat it.
 */
export class KeptHost {
  readonly #instance: HostInstance;
  readonly #log: SupervisorLog;
  readonly #delay = new RestartDelay();
  readonly #stopping = new AbortController();
  #process: HostProcess | undefined;
  #kept: Promise<void> | undefined;

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
  /** Process id of the present run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it and waits until it takes work. @throws RuntimeError HOST_ENDED */
  async start(): Promise<HostReady> {
    this.#process = new HostProcess(this.#instance, this.#log);
    const ready = await this.#process.ready;
    this.#kept = this.#keep(this.#process);
    return ready;
  }

  /** Has it finish what it is doing, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop();
    await this.#kept;
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping.abort();
    this.#process?.kill();
  }

  async #keep(first: HostProcess): Promise<void> {
    const { signal } = this.#stopping;
    for (let run = first; ;) {
      const how = await run.ended;
      if (signal.aborted) return;
      const delay = this.#delay.after(run.age);
      this.#log.error(`${this.label} ended with ${how}. It is started again in ${delay / 1000} s.`);
      await sleep(delay, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      run = this.#process = new HostProcess(this.#instance, this.#log);
      // A run that ends before it is ready is seen at the top of the next round.
      void run.ready.then(
        () => this.#log.log(`${this.label} runs again, as process ${run.pid}.`),
        () => {},
      );
    }
  }
}
