import { isLateWork } from '../unit-of-work/late-work.js';

const ENDS_THE_PROCESS: ReadonlySet<unknown> = new Set(['unhandledRejection', 'uncaughtException']);

let isInstalled = false;

/**
 * Keeps refused late work from ending the process. The refusal rejects a promise of the module, or is thrown in its
 * timer, and it has been logged; code that catches it sees it as usual. A forgotten `await` leaves a promise behind that no
 * code can catch, and Node would end every context of the process for it.
 *
 * Node asks `process.emit` whether such an error is handled. This answers in place of a listener, because a listener
 * could not keep the other listeners from ending the process. Every other error goes its usual way.
 */
export function keepLateWorkFromEndingTheProcess(): void {
  if (isInstalled) return;
  isInstalled = true;
  const emit = process.emit as (event: unknown, ...args: unknown[]) => boolean;
  process.emit = function (this: NodeJS.Process, event: unknown, ...args: unknown[]): boolean {
    if (ENDS_THE_PROCESS.has(event) && isLateWork(args[0])) return true;
    return emit.call(this, event, ...args);
  } as typeof process.emit;
}
