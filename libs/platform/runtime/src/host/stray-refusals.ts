import { MultilithError } from '@multilith/contract';
import { Logger } from '@nestjs/common';
import { currentScope, isLateWork } from '@multilith/data';

let isInstalled = false;

/**
 * Keeps refusals of the runtime from ending the process where a module forgot an `await`. Such a refusal rejects a promise
 * that no code can catch any more, or late work throws it in a timer, and Node would end every context of the process for it. Code
 * that does catch it sees it as usual.
 *
 * Node asks `process.emit` whether an error is handled. This answers in place of a listener, because a listener could not keep
 * the other listeners from ending the process. Every other error goes its usual way.
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

/** A refusal that is not of late work has not been logged yet. */
function isRefusalInHandler(reason: unknown): boolean {
  const scope = currentScope();
  if (!scope || !(reason instanceof MultilithError)) return false;
  new Logger('Multilith').error(
    `${reason.code}: ${scope.message} of '${scope.context}' did not await what failed: ${reason.problem} ${reason.remedy}`,
    reason.stack,
  );
  return true;
}
