import type { Caller } from '@multilith/contract';
import { patience, type EdgeScope, type HandlerScope } from '@multilith/data';
import type { Use } from '../context/context-definition.js';
import { callFailure } from './call-failures.js';
import type { BoundMessage } from './remote-callee.js';

/** Default time limit of a call if neither its caller nor its use sets one, in milliseconds. */
export const LONGEST_CALL_MS = 30_000;

/**
 * Returns the deadline of a call, in milliseconds since the epoch: the earlier of the timeout of its use and the
 * deadline of its caller. `undefined`: no deadline.
 *
 * @throws RemoteCallError `DEADLINE_EXCEEDED` if the deadline of the caller has passed; the call is not started
 */
export function deadlineOf(
  binding: BoundMessage,
  caller: Caller,
  ambient: HandlerScope | EdgeScope | undefined,
  use: Use | undefined,
): number | undefined {
  const callers = ambient?.deadline;
  if (!use && callers === undefined) return undefined;
  const now = Date.now();
  if (callers !== undefined && callers <= now)
    throw callFailure('DEADLINE_EXCEEDED', binding, caller, {
      mayHaveExecuted: false,
      problem: 'the caller had no time left, so it was not sent',
    });
  const longest = use?.timeoutMs ?? (callers === undefined ? LONGEST_CALL_MS : Infinity);
  return Math.min(callers ?? Infinity, now + patience(longest, now));
}
