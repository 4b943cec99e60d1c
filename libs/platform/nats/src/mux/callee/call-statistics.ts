import type { CallReply } from '@multilith/runtime/transport';

/** What has happened to the calls to one context in this process. Times in milliseconds. */
export class CallStatistics {
  /** Calls that a handler has answered, whatever the answer. */
  requests = 0;
  /** Those of them that failed, other than by an error of the contract, and what was refused. */
  errors = 0;
  processingTime = 0;
  lastError = '';

  answered(reply: CallReply, milliseconds: number): void {
    this.requests++;
    this.processingTime += milliseconds;
    if ('failure' in reply) this.#failed(reply.failure.problem ?? reply.failure.code);
  }

  /** A call came while too many were running. */
  refused(): void {
    this.requests++;
    this.#failed('too many calls at a time');
  }

  /** Something came that is no call. */
  malformed(): void {
    this.requests++;
    this.#failed('malformed');
  }

  /** The receiver threw, which it never should. */
  broken(error: unknown): void {
    this.#failed(error instanceof Error ? error.message : String(error));
  }

  #failed(problem: string): void {
    this.errors++;
    this.lastError = problem;
  }
}
