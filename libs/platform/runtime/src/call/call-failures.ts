import { asError, ContractError, decodeError, encodeError, type Caller } from '@multilith/contract';
import type { Fallback } from '../context/context-definition.js';
import { validFallback } from './answers.js';
import type { HandlerBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';
import { callerText } from './caller-text.js';
import { RemoteCallError, type CallFailure } from './remote-call-error.js';

/** Failures that mean "not there right now", for which a use may declare fallbacks. */
const UNAVAILABLE: ReadonlySet<CallFailure> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** What the caller sees; `mayHaveExecuted` if that is known whatever the handler does. */
interface Known {
  readonly code: CallFailure;
  readonly mayHaveExecuted?: boolean;
}

/**
 * Errors inside the callee, by their code, that tell the caller more than INTERNAL. A callee that misses what it needs
 * itself (its database, a context it calls, a provider) is not there for its caller either.
 */
const CALLEE_FAILURES: ReadonlyMap<unknown, Known> = new Map([
  ['POOL_EXHAUSTED', { code: 'UNAVAILABLE', mayHaveExecuted: false }],
  ['DATABASE_UNAVAILABLE', { code: 'UNAVAILABLE', mayHaveExecuted: false }],
  ['CONNECTION_LOST', { code: 'UNAVAILABLE', mayHaveExecuted: false }],
  ['COMMIT_UNKNOWN', { code: 'UNAVAILABLE', mayHaveExecuted: true }],
  ['UNAVAILABLE', { code: 'UNAVAILABLE' }],
  ['DEADLINE_EXCEEDED', { code: 'UNAVAILABLE' }],
  ['IDEMPOTENCY_KEY_REUSED', { code: 'IDEMPOTENCY_KEY_REUSED', mayHaveExecuted: false }],
]);

/** A failure of the call of one message. */
export function callFailure(
  code: CallFailure,
  { definition }: BoundMessage,
  caller: Caller,
  { cause, ...detail }: { mayHaveExecuted: boolean; problem?: string; cause?: unknown },
): RemoteCallError {
  const sides = { message: definition.name, from: callerText(caller), to: definition.context };
  return new RemoteCallError(code, { ...sides, ...detail }, { cause });
}

/** What a caller sees of an error: errors that the message declares pass, everything else becomes a RemoteCallError. */
export function seenByCaller(
  thrown: unknown,
  binding: HandlerBinding,
  caller: Caller,
): ContractError | RemoteCallError {
  const { definition } = binding;
  const database = binding.remote ? undefined : binding.database;
  const error = asError(thrown);
  if (error instanceof ContractError && definition.errors.some((declared) => error instanceof declared))
    return binding.remote ? error : ownError(error, binding);
  if (error instanceof RemoteCallError && error.detail.message === definition.name) return error;
  const known = CALLEE_FAILURES.get((error as { code?: unknown }).code);
  return callFailure(known?.code ?? 'INTERNAL', binding, caller, {
    mayHaveExecuted: known?.mayHaveExecuted ?? (definition.kind === 'command' && (!database || isDoubtful(error))),
    cause: error,
  });
}

/** An error of a contract for its caller: what the contract says of it, shared with nothing that the callee keeps. */
function ownError(error: ContractError, { type }: BoundMessage): ContractError {
  try {
    const { code, data } = encodeError(error);
    const own = decodeError(type, code, data);
    if (!own) return error;
    own.stack = error.stack ?? '';
    return own;
  } catch {
    // The function that makes its message failed the second time.
    return error;
  }
}

/** With a database the transaction was rolled back, but not what the handler may have done to another context. */
const isDoubtful = (error: Error): boolean => error instanceof RemoteCallError && error.mayHaveExecuted;

/** Answers with a declared fallback where the callee is not there; rethrows everything else. */
export function answerInstead(
  fallbacks: readonly Fallback[],
  message: object,
  binding: BoundMessage,
  caller: Caller,
): (error: unknown) => Promise<unknown> {
  return async (error) => {
    const instead = fallbacks.find(({ message: type }) => message instanceof type);
    if (!instead || !(error instanceof RemoteCallError) || !UNAVAILABLE.has(error.code)) throw error;
    return validFallback(binding, await instead.answer(message as never), caller.name);
  };
}
