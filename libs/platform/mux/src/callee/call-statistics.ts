import type { CallReply } from '@multilith/runtime/transport';

/** Statistics of the calls to one context in this process. Times in milliseconds. */
export class CallStatistics {
  /** Calls that a handler has answered, with any answer. */
  requests = 0;
  /** Answered calls that failed, other than with a contract error, and refused calls. */
  errors = 0;
  processingTime = 0;
  lastError = '';

  answered(reply: CallReply, milliseconds: number): void {
    this.requests++;
    this.processingTime += milliseconds;
    if ('failure' in reply) this.#failed(reply.failure.problem ?? reply.failure.code);
  }

  /** A call was refused because too many were running. */
  refused(): void {
    this.requests++;
    this.#failed('too many calls at a time');
  }

  /** A message arrived that is not a call. */
  malformed(): void {
    this.requests++;
    this.#failed('malformed');
  }

  /** The receiver threw, which is a defect. */
  broken(error: unknown): void {
    this.#failed(error instanceof Error ? error.message : String(error));
  }

  #failed(problem: string): void {
    this.errors++;
    this.lastError = problem;
  }
}
