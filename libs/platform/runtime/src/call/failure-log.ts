import type { Logger } from '@nestjs/common';
import { LogLimit } from '../observation/log-limit.js';
import type { Execution } from './execution.js';
import { RemoteCallError } from './remote-call-error.js';

/** Failures that are for operators of the host; the others are for the caller alone. */
const LEVELS: Readonly<Partial<Record<string, 'error' | 'warn'>>> = { INTERNAL: 'error', UNAVAILABLE: 'warn' };

/** Lines in a minute about failures of one message that one caller sees: a caller that can make it fail can do so for ever. */
const LINES = 20;

/**
 * Logs failed calls, a line per cause: a failure that a caller passes on as its own is not logged again, and neither is
 * one that the host of the callee has logged.
 */
export class FailureLog {
  readonly #logged = new WeakSet<object>();
  readonly #limit = new LogLimit(LINES);

  readonly #logger: Pick<Logger, 'error' | 'warn' | 'debug'>;

  constructor(logger: Pick<Logger, 'error' | 'warn' | 'debug'>) {
    this.#logger = logger;
  }

  add(failure: RemoteCallError, { binding, scope, ambient }: Execution): void {
    const { code, cause, problem, detail } = failure;
    const level = LEVELS[code];
    if (!level) return;
    // A failure without a cause came in the reply of another host.
    const known = cause instanceof RemoteCallError ? this.#logged.has(cause) : binding.remote && cause === undefined;
    this.#logged.add(failure);
    const { message, from: caller, to: context } = detail;
    const trace = (scope ?? ambient)?.trace.traceId;
    const details = { code, context, message, caller, trace, err: cause };
    if (known) return this.#logger.debug(problem, details);
    const notLogged = this.#limit.admit(`${code} ${message} ${caller}`);
    if (notLogged === undefined) return;
    this.#logger[level](problem, notLogged > 0 ? { ...details, notLogged } : details);
  }
}
