import type { Logger } from '@nestjs/common';
import { LogLimit } from '../observation/log-limit.js';
import type { Execution } from './execution.js';
import { RemoteCallError } from './remote-call-error.js';

/** Log levels of failures that concern operators of the host. Other failures concern only the caller. */
const LEVELS: Readonly<Partial<Record<string, 'error' | 'warn'>>> = {
  INTERNAL: 'error',
  UNAVAILABLE: 'warn',
  CONTRACT_MISMATCH: 'warn',
};

/** Maximum log lines per minute about one message and caller, because a caller may cause failures endlessly. */
const MAX_LINES_PER_MINUTE = 20;

/**
 * Logs failed calls, one line per cause: a failure is not logged again if a caller rethrows it, or if the host of the
 * callee has logged it.
 */
export class FailureLog {
  readonly #logged = new WeakSet<object>();
  readonly #limit = new LogLimit(MAX_LINES_PER_MINUTE);

  readonly #logger: Pick<Logger, 'error' | 'warn' | 'debug'>;

  constructor(logger: Pick<Logger, 'error' | 'warn' | 'debug'>) {
    this.#logger = logger;
  }

  add(failure: RemoteCallError, { binding, scope, ambient }: Execution): void {
    const { code, cause, problem, detail } = failure;
    const level = LEVELS[code];
    if (!level) return;
    // A remote failure without a cause came in a reply, so the other host has logged it.
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
