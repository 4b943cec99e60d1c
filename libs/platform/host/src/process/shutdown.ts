import { MultilithError } from '@multilith/contract';
import type { LoggerService } from '@nestjs/common';
import { handleStrayErrors } from './stray-errors.js';
import { tellFailed } from './supervised.js';

/**
 * Time in milliseconds within which a second signal counts as the same. One Ctrl-C can arrive twice, from the terminal
 * and through npm; a second Ctrl-C by a person comes later.
 */
const SAME_SIGNAL_MS = 250;

/**
 * Timeout of a shutdown after an uncaught exception, in milliseconds; the exception may have broken the shutdown steps.
 */
const STOP_AFTER_CRASH_MS = 10_000;

/**
 * Shuts the process down in order. The first SIGINT or SIGTERM lets current work finish and stops the steps in the
 * reverse order of their start; a second signal exits at once. An uncaught exception stops the process the same way,
 * with exit code 1; an unhandled promise rejection is logged, and the process goes on.
 */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  #logger: Pick<LoggerService, 'log' | 'error'> = console;
  #signalledAt: number | undefined;
  #stopping: Promise<void> | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#onSignal(signal));
    handleStrayErrors({ logger: () => this.#logger, end: () => this.#afterCrash() });
    // The parent process is gone and could no longer stop this one.
    process.on('disconnect', () => this.#onSignal('its parent has ended'));
    // The parent may have ended before this listener was added.
    if (process.send && !process.connected) this.#onSignal('its parent has ended');
  }

  logTo(logger: Pick<LoggerService, 'log' | 'error'>): void {
    this.#logger = logger;
  }

  /** Adds a shutdown step; the last one added is stopped first. A step added during the shutdown is stopped too. */
  onStop(name: string, stop: () => Promise<void>): void {
    this.#steps.push({ name, stop });
  }

  /** Reports why the process could not start, stops what had started, and ends with exit code 1. */
  async afterFailure(error: unknown): Promise<void> {
    // Errors during the shutdown are consequences of it.
    if (this.#signalledAt !== undefined) return this.#stop();
    if (error instanceof MultilithError) {
      process.stderr.write(`\n✗ ${error.message}\n`);
      await tellFailed(error.code);
    } else this.#logger.error(error);
    await this.end(1);
  }

  /** Stops everything that has started, and ends the process. */
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
