import { CommandHandlerNotFoundException, QueryHandlerNotFoundException } from '@nestjs/cqrs';
import { DefinitionError, causesOf, describeThrown, InvalidMessageError, MultilithError } from '@multilith/contract';
import type { FailureKind } from '@multilith/events';
import { isThrown } from '@multilith/data';

/** What a handler needs is not there: another context, or something outside whose error says so by its code. */
const MISSING: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Code by which an error says that another attempt would end the same way; that of `PermanentFailure`. */
const PERMANENT_FAILURE = 'PERMANENT_FAILURE';

/** Refusals of the runtime that depend on the event, the code and the wiring, and so stay what they are. */
const PERMANENT_REFUSALS: ReadonlySet<string> = new Set([
  'ACCESS_DENIED',
  'AGGREGATE_NOT_MERGED',
  'ASYNC_CONTEXT_REFUSED',
  'BUS_REGISTRATION',
  'CONTRACT_MISMATCH',
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

/** Errors that say the same of the same event every time. */
const PERMANENT_ERRORS = [
  InvalidMessageError,
  DefinitionError,
  CommandHandlerNotFoundException,
  QueryHandlerNotFoundException,
];

/**
 * What an error of an event handler means for its event. What is missing is not the event's fault: its lane waits,
 * however long. What no other attempt would change is parked at once.
 *
 * @returns `undefined` where it depends on the store whose fault it is
 */
export function eventFailureKind(error: unknown): FailureKind | undefined {
  const { code } = describeThrown(error);
  if (MISSING.has(code) && isThrown(error, Error)) return 'unavailable';
  if (code === PERMANENT_FAILURE || isCausedForGood(error)) return 'permanent';
  if (code !== undefined && PERMANENT_REFUSALS.has(code) && isThrown(error, MultilithError)) return 'permanent';
  return PERMANENT_ERRORS.some((type) => isThrown(error, type)) ? 'permanent' : undefined;
}

/** Whether this context wrapped what fails for good. What another context fails with is its own affair: it may be mended. */
function isCausedForGood(error: unknown): boolean {
  for (const { name, code } of causesOf(error)) {
    if (name === 'RemoteCallError') return false;
    if (code === PERMANENT_FAILURE) return true;
  }
  return false;
}
