import type { ShopProcess } from '../shop-process.js';

/** One process of the split shop, which can be killed and started again. */
export class Part {
  #process: ShopProcess | undefined;

  /**
   * @param begin starts the process
   * @param ready what it prints when it takes work
   */
  constructor(
    readonly name: string,
    private readonly begin: () => ShopProcess,
    private readonly ready: RegExp,
  ) {}

  /** Starts it, unless it runs, and waits until it takes work. */
  async start(): Promise<void> {
    this.launch();
    await this.#process!.printed(this.ready);
  }

  /** Starts it, unless it runs, and waits for nothing. */
  launch(): ShopProcess {
    if (!this.#process?.isRunning) this.#process = this.begin();
    return this.#process;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Freezes the process with its connections and locks, like a machine that runs out of memory. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Resumes the process after {@link freeze}; other processes may have taken over its leases meanwhile. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    const exit = await this.#end('SIGTERM');
    if (exit && exit.code !== 0) throw new Error(`${this.name} ended with ${JSON.stringify(exit)}:\n${this.output}`);
  }

  /** The output of the running process, or of the last one. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  async #end(signal: NodeJS.Signals): ReturnType<ShopProcess['ended']> {
    this.#process?.kill(signal);
    return (await this.#process?.ended()) ?? { code: 0, signal: null };
  }
}
