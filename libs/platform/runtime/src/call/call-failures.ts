import { asError, ContractError, decodeError, encodeError, type Caller } from '@multilith/contract';
import type { Fallback } from '../context/context-definition.js';
import { answerInEarlierVersion, validFallback } from './answers.js';
import { upcast } from './current-version.js';
import type { HandlerBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';
import { callerText } from './caller-text.js';
import { RemoteCallError, type CallFailure } from './remote-call-error.js';

/** Failures that mean temporarily unavailable, for which a use may declare fallbacks. */
const UNAVAILABLE: ReadonlySet<CallFailure> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** The failure that the caller sees; `mayHaveExecuted` if it is the same for every handler. */
interface Known {
  readonly code: CallFailure;
  readonly mayHaveExecuted?: boolean;
}

/**
 * Maps error codes inside the callee to failures other than INTERNAL. A callee whose own dependency is unavailable (its
 * database, a context it calls, a provider) is itself unavailable for its caller.
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

/** Returns the RemoteCallError of a call. */
export function callFailure(
  code: CallFailure,
  { definition }: BoundMessage,
  caller: Caller,
  { cause, ...detail }: { mayHaveExecuted: boolean; problem?: string; cause?: unknown },
): RemoteCallError {
  const sides = { message: definition.name, from: callerText(caller), to: definition.context };
  return new RemoteCallError(code, { ...sides, ...detail }, { cause });
}

/** Converts an error for the caller: declared errors of the message pass, all others become a RemoteCallError. */
export function seenByCaller(
  thrown: unknown,
  binding: HandlerBinding,
  caller: Caller,
): ContractError | RemoteCallError {
  const { definition } = binding;
  const database = binding.remote ? undefined : binding.database;
  const error = asError(thrown);
  if (error instanceof ContractError && definition.errors.some((declared) => error instanceof declared)) {
    const own = binding.remote ? error : ownError(error, binding);
    if (own) return own;
  }
  if (error instanceof RemoteCallError && error.detail.message === definition.name) return error;
  const known = CALLEE_FAILURES.get((error as { code?: unknown }).code);
  return callFailure(known?.code ?? 'INTERNAL', binding, caller, {
    mayHaveExecuted: known?.mayHaveExecuted ?? (definition.kind === 'command' && (!database || isDoubtful(error))),
    cause: error,
  });
}

/**
 * Returns a copy of a contract error with its declared data, so that caller and callee share no objects. `undefined` if
 * its data does not fit the contract any more: dates and bytes can be changed after an error was made.
 */
function ownError(error: ContractError, { type }: BoundMessage): ContractError | undefined {
  try {
    const { code, data } = encodeError(error);
    const own = decodeError(type, code, data);
    if (own) own.stack = error.stack ?? '';
    return own;
  } catch {
    return undefined;
  }
}

/**
 * Whether the error may leave an effect: the handler's transaction was rolled back, but not its commands to other
 * contexts.
 */
const isDoubtful = (error: Error): boolean => error instanceof RemoteCallError && error.mayHaveExecuted;

/**
 * Returns the answer of a declared fallback if the callee is unavailable; otherwise rethrows. A fallback for the current
 * version of a message also answers its earlier versions, unless they have fallbacks of their own.
 */
export function answerInstead(
  fallbacks: readonly Fallback[],
  message: object,
  binding: BoundMessage,
  caller: Caller,
): (error: unknown) => Promise<unknown> {
  return async (error) => {
    if (!(error instanceof RemoteCallError) || !UNAVAILABLE.has(error.code)) throw error;
    const instead = fallbacks.find(({ message: type }) => message instanceof type);
    if (instead) return validFallback(binding, await instead.answer(message as never), caller.name);
    const { current } = binding;
    const forCurrent = current && fallbacks.find(({ message: type }) => type === current.type);
    if (!forCurrent) throw error;
    const answer = await forCurrent.answer(upcast(current, message) as never);
    return answerInEarlierVersion(binding, validFallback(current, answer, caller.name));
  };
}
