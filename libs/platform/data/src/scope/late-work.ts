import { MultilithError } from '@multilith/contract';
import { Logger } from '@nestjs/common';
import { currentScope, type HandlerScope } from './call-scope.js';

/** Code of the refusal. */
export const LATE_WRITE = 'LATE_WRITE';

/** Executions whose late work was logged: a timer that goes on for ever is one cause, so one line. */
const logged = new WeakSet<HandlerScope>();

/**
 * The refusal of work that runs after its handler has ended. Logged here, with handler and stack, because the code that
 * was left behind often has no caller that could see the rejection.
 *
 * @param what what was attempted, as in "ran a statement"
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

/** The frames of TypeORM alone are more than Node keeps. */
function withLongStack<T extends Error>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** How deep a refusal may be wrapped in errors of the module and still be recognised. */
const CAUSES = 8;

/** Whether something that was thrown is, or was caused by, a refusal of late work; also all of it, as of `Promise.any`. */
export function isLateWork(thrown: unknown): boolean {
  // Foreign errors may have getters that throw.
  try {
    let error = thrown;
    for (let depth = 0; depth < CAUSES && typeof error === 'object' && error !== null; depth++) {
      if (isRefusal(error)) return true;
      if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isRefusal);
      error = (error as { cause?: unknown }).cause;
    }
  } catch {}
  return false;
}

const isRefusal = (error: unknown): boolean => error instanceof MultilithError && error.code === LATE_WRITE;
