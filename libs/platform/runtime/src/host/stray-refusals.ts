import { MultilithError } from '@multilith/contract';
import { Logger } from '@nestjs/common';
import { currentScope, isLateWork } from '@multilith/data';

let isInstalled = false;

/**
 * Keeps errors of the runtime from ending the process if a module forgot an `await`. Such an error rejects a promise
 * that no code can catch any more, or is thrown in a timer, and Node.js would end the process with all its contexts.
 * Code that catches the error sees it as usual.
 *
 * Node.js calls `process.emit` to find out whether an error is handled. This replaces `emit` instead of adding a
 * listener, because a listener cannot stop other listeners from ending the process. All other errors are passed on.
 */
export function keepRefusalsFromEndingTheProcess(): void {
  if (isInstalled) return;
  isInstalled = true;
  const emit = process.emit as (event: unknown, ...args: unknown[]) => boolean;
  process.emit = function (this: NodeJS.Process, event: unknown, ...args: unknown[]): boolean {
    if (event === 'unhandledRejection' && (isLateWork(args[0]) || isRefusalInHandler(args[0]))) return true;
    if (event === 'uncaughtException' && isLateWork(args[0])) return true;
    return emit.call(this, event, ...args);
  } as typeof process.emit;
}

/** Logs the error unless it is late work, which is already logged. */
function isRefusalInHandler(reason: unknown): boolean {
  const scope = currentScope();
  if (!scope || !(reason instanceof MultilithError)) return false;
  new Logger('Multilith').error(
    `${reason.code}: ${scope.message} of '${scope.context}' did not await what failed: ${reason.problem} ${reason.remedy}`,
    reason.stack,
  );
  return true;
}
