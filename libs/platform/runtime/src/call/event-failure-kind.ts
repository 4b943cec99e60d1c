import { CommandHandlerNotFoundException, QueryHandlerNotFoundException } from '@nestjs/cqrs';
import { DefinitionError, causesOf, describeThrown, InvalidMessageError, MultilithError } from '@multilith/contract';
import type { FailureKind } from '@multilith/events';
import { isThrown } from '@multilith/data';
import { UnreadableEventError } from './stored-event.js';

/** Codes of unavailable dependencies: another context, or an external service whose error has such a code. */
const MISSING: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Code of `PermanentFailure`: another attempt would fail the same way. */
const PERMANENT_FAILURE = 'PERMANENT_FAILURE';

/** Errors of the runtime that depend only on the event, the code and the wiring, so that a retry cannot succeed. */
const PERMANENT_REFUSALS: ReadonlySet<string> = new Set([
  'ACCESS_DENIED',
  'AGGREGATE_NOT_MERGED',
  'ASYNC_CONTEXT_REFUSED',
  'BUS_REGISTRATION',
  'CONTRACT_MISMATCH',
  'EVENT_DOWNCAST_FAILED',
  'EVENT_IN_QUERY',
  'EVENT_KEY_INVALID',
  'EVENT_KEY_TOO_LONG',
  'EVENT_NOT_AN_OBJECT',
  'EVENT_OUTSIDE_HANDLER',
  'EVENT_TOO_LARGE',
  'FOREIGN_COMMAND_AFTER_WRITE',
  'FOREIGN_EVENT',
  'IDEMPOTENCY_KEY_REUSED',
  'MESSAGE_TOO_LARGE',
  'PRIVATE_MESSAGE',
  'STREAM_IN_TRANSACTION',
  'TRANSACTION_CONTROL',
  'UNDECLARED_USE',
]);

/** Error classes that the same event raises at every attempt. */
const PERMANENT_ERRORS = [
  InvalidMessageError,
  DefinitionError,
  CommandHandlerNotFoundException,
  QueryHandlerNotFoundException,
];

/**
 * Classifies an error of an event handler. If a dependency is unavailable, the lane waits without counting attempts. If
 * no other attempt can succeed, the event is parked at once; `unreadable` also counts it as one.
 *
 * @returns `undefined` if the store has to classify the error
 */
export function eventFailureKind(error: unknown): FailureKind | undefined {
  if (isThrown(error, UnreadableEventError)) return 'unreadable';
  const { code } = describeThrown(error);
  if (MISSING.has(code) && isThrown(error, Error)) return 'unavailable';
  if (code === PERMANENT_FAILURE || isCausedForGood(error)) return 'permanent';
  if (code !== undefined && PERMANENT_REFUSALS.has(code) && isThrown(error, MultilithError)) return 'permanent';
  return PERMANENT_ERRORS.some((type) => isThrown(error, type)) ? 'permanent' : undefined;
}

/** Whether a cause in this context is permanent. A failure in another context is not: that context may be repaired. */
function isCausedForGood(error: unknown): boolean {
  for (const { name, code } of causesOf(error)) {
    if (name === 'RemoteCallError') return false;
    if (code === PERMANENT_FAILURE) return true;
  }
  return false;
}
