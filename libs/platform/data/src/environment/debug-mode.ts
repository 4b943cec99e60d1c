import { url as inspectorUrl } from 'node:inspector';
import { isDevelopment } from './node-environment.js';

/** Minimum time limit while a debugger may have stopped a process, in milliseconds: one hour. */
export const DEBUG_PATIENCE_MS = 3_600_000;

/** Interval at which to check for an inspector, in milliseconds: SIGUSR1 can open it at any time. */
const LOOK_INTERVAL_MS = 1_000;

let lookedAt = -Infinity;
let found = false;

/**
 * Whether a debugger may stop this process or a process that it calls: `MULTILITH_DEBUG=1` is set, or an inspector is
 * open. Always false in production, where waiting for an hour would hold connections and locks.
 *
 * @param now milliseconds since the epoch
 */
export function isDebugging(now = Date.now()): boolean {
  if (now - lookedAt < LOOK_INTERVAL_MS && now >= lookedAt) return found;
  lookedAt = now;
  found = isDevelopment(process.env) && (isAskedFor() || inspectorUrl() !== undefined);
  return found;
}

const isAskedFor = (): boolean => process.env['MULTILITH_DEBUG'] === '1';

/** Returns a time limit in milliseconds; while debugging, at least one hour. */
export const patience = (milliseconds: number, now?: number): number =>
  isDebugging(now) ? Math.max(milliseconds, DEBUG_PATIENCE_MS) : milliseconds;

/** Returns a deadline in milliseconds since the epoch; while debugging, at least one hour from now. */
export function patientDeadline(deadline: number): number {
  const now = Date.now();
  return isDebugging(now) ? Math.max(deadline, now + DEBUG_PATIENCE_MS) : deadline;
}

/** Returns the log line about debug mode at start; `undefined` if debug mode is off. */
export function debugNotice(): string | undefined {
  const inspector = inspectorUrl();
  const at = inspector === undefined ? '' : ` A debugger can connect to ${inspector}.`;
  if (!isDevelopment(process.env))
    return isAskedFor() || inspector !== undefined
      ? `MULTILITH_DEBUG and open inspectors do not widen time limits in production: a process that is stopped at a breakpoint loses its calls and transactions.${at}`
      : undefined;
  return isDebugging()
    ? `Debug mode: calls, statements and transactions may take an hour, so that breakpoints do not end them.${at}`
    : undefined;
}
