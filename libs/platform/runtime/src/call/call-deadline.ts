import type { Caller } from '@multilith/contract';
import { patience, type EdgeScope, type HandlerScope } from '@multilith/data';
import type { Use } from '../context/context-definition.js';
import { callFailure } from './call-failures.js';
import type { BoundMessage } from './remote-callee.js';

/** How long a call may take where neither its caller nor its use sets a limit, in milliseconds. */
export const LONGEST_CALL_MS = 30_000;

/**
 * Returns when the answer to a call stops being useful, in milliseconds since the epoch: the callee has as long as its use
 * allows and its caller has left. `undefined`: never.
 *
 * @throws RemoteCallError `DEADLINE_EXCEEDED` if the caller has no time left; nothing is begun then
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
