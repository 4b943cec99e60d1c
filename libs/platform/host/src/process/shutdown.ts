import { MultilithError } from '@multilith/contract';
import type { LoggerService } from '@nestjs/common';
import { handleStrayErrors } from './stray-errors.js';
import { tellFailed } from './supervised.js';

/** One Ctrl-C can arrive twice, from the terminal and through npm; a person's second one comes later. */
const SAME_SIGNAL_MS = 250;

/** Longest time to stop in order after an uncaught exception, which can have broken what the steps need. */
const STOP_AFTER_CRASH_MS = 10_000;

/**
 * Ends the process in order. The first SIGINT or SIGTERM finishes what is running and stops the steps in the reverse
 * of the order in which they were started; a second one exits at once. An uncaught exception stops it the same way, with exit code 1;
 * a rejected promise that no code handled is logged, and the process goes on.
 */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  #logger: Pick<LoggerService, 'log' | 'error'> = console;
  #signalledAt: number | undefined;
  #stopping: Promise<void> | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#onSignal(signal));
    handleStrayErrors({ logger: () => this.#logger, end: () => this.#afterCrash() });
    // Whoever started this process and speaks to it is gone, and could stop it no more.
    process.on('disconnect', () => this.#onSignal('its parent has ended'));
    // It may have gone before we were here to hear of it.
    if (process.send && !process.connected) this.#onSignal('its parent has ended');
  }

  logTo(logger: Pick<LoggerService, 'log' | 'error'>): void {
    this.#logger = logger;
  }

  /** Adds a step to undo; the last one added is stopped first. A step added while stopping is stopped too. */
  onStop(name: string, stop: () => Promise<void>): void {
    this.#steps.push({ name, stop });
  }

  /** Says why the process could not start, undoes what had started, and ends with exit code 1. */
  async afterFailure(error: unknown): Promise<void> {
    // What fails while everything is being stopped fails for that reason.
    if (this.#signalledAt !== undefined) return this.#stop();
    if (error instanceof MultilithError) {
      process.stderr.write(`\n✗ ${error.message}\n`);
      await tellFailed(error.code);
    } else this.#logger.error(error);
    await this.end(1);
  }

  /** Stops what had started, and ends the process. */
  async end(exitCode: number): Promise<void> {
    await this.#stop();
    process.exit(exitCode);
  }

  #afterCrash(): void {
    this.#signalledAt ??= Date.now();
    setTimeout(() => process.exit(1), STOP_AFTER_CRASH_MS).unref();
    void this.#stop().then(() => process.exit(1));
  }

  #onSignal(signal: NodeJS.Signals | 'its parent has ended'): void {
    const now = Date.now();
    if (this.#signalledAt !== undefined) {
      if (now - this.#signalledAt < SAME_SIGNAL_MS) return;
      this.#logger.log('Stopping at once, without waiting for what is running.');
      process.exit(1);
    }
    this.#signalledAt = now;
    this.#logger.log(`${signal}: finishing what is running. A second one stops at once.`);
    void this.#stop().then(() => process.exit(0));
  }

  #stop(): Promise<void> {
    return (this.#stopping ??= this.#unwind());
  }

  async #unwind(): Promise<void> {
    if (this.#steps.length === 0) return;
    for (let step = this.#steps.pop(); step; step = this.#steps.pop())
      try {
        await step.stop();
      } catch (error) {
        this.#logger.error(`Could not stop the ${step.name}: ${(error as Error).message}`);
      }
    this.#logger.log('Stopped.');
  }
}
