import type { Logger } from '@nestjs/common';
import type { Execution } from './execution.js';
import { RemoteCallError } from './remote-call-error.js';

/** Failures that are for whoever runs the host; the others are for the caller alone. */
const LEVELS: Readonly<Partial<Record<string, 'error' | 'warn'>>> = { INTERNAL: 'error', UNAVAILABLE: 'warn' };

/**
 * Logs failed calls, a line per cause: a failure that a caller passes on as its own is not logged again, and neither is
 * one that the host of the callee has logged.
 */
export class FailureLog {
  readonly #told = new WeakSet<object>();

  constructor(private readonly logger: Pick<Logger, 'error' | 'warn' | 'debug'>) {}

  add(failure: RemoteCallError, { binding, scope, ambient }: Execution): void {
    const { code, cause, problem, detail } = failure;
    const level = LEVELS[code];
    if (!level) return;
    // A failure without a cause came in the reply of another host.
    const known = cause instanceof RemoteCallError ? this.#told.has(cause) : binding.remote && cause === undefined;
    this.#told.add(failure);
    const { message, from: caller, to: context } = detail;
    const trace = (scope ?? ambient)?.trace.traceId;
    this.logger[known ? 'debug' : level](problem, { code, context, message, caller, trace, err: cause });
  }
}
