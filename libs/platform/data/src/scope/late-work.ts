import { MultilithError } from '@multilith/contract';
import { Logger } from '@nestjs/common';
import { currentScope, type HandlerScope } from './call-scope.js';

/** Error code of work that runs after its handler has ended. */
export const LATE_WRITE = 'LATE_WRITE';

/** Executions whose late work was logged, so that an endless timer logs one line. */
const logged = new WeakSet<HandlerScope>();

/**
 * Returns the error for work that runs after its handler has ended. Logs it with handler and stack, because such code
 * often has no caller that sees the rejection.
 *
 * @param what the attempted operation, such as "ran a statement"
 */
export function refuseLate(context: string, what: string): MultilithError {
  const scope = currentScope();
  const who = scope ? `${scope.message} of '${scope.context}'` : `A handler of '${context}'`;
  const refusal = withLongStack(
    () =>
      new MultilithError(
        LATE_WRITE,
        `${who} ${what} after it had ended. The work was refused and had no effect.`,
        'Await everything that the handler starts. Start work that has to run later by an event, not by a promise or a timer.',
      ),
  );
  if (scope && !logged.has(scope)) {
    logged.add(scope);
    new Logger('LateWork').error(`${LATE_WRITE}: ${refusal.message}`, refusal.stack);
  }
  return refusal;
}

/** Raises the stack trace limit: TypeORM alone has more frames than Node.js keeps. */
function withLongStack<T extends Error>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Maximum depth at which the error is recognised inside other errors. */
const MAX_CAUSE_DEPTH = 8;

/** Whether a thrown value is late work or was caused by it; of an AggregateError, whether all its errors were. */
export function isLateWork(thrown: unknown): boolean {
  // Foreign errors may have getters that throw.
  try {
    let error = thrown;
    for (let depth = 0; depth < MAX_CAUSE_DEPTH && typeof error === 'object' && error !== null; depth++) {
      if (isRefusal(error)) return true;
      if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isRefusal);
      error = (error as { cause?: unknown }).cause;
    }
  } catch {}
  return false;
}

const isRefusal = (error: unknown): boolean => error instanceof MultilithError && error.code === LATE_WRITE;
