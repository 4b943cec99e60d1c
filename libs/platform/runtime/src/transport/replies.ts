import { decodeError, decodeOutput, errorContent, type Caller, type ContractError } from '@multilith/contract';
import { callFailure } from '../call/call-failures.js';
import type { BoundMessage } from '../call/remote-callee.js';
import { versionOf, versionText } from './version-texts.js';
import { isCallFailure, RemoteCallError, type CallFailure } from '../call/remote-call-error.js';
import { TransportError, type CallReply, type TransportFailure } from './transport.js';

/** Returns the reply for an error that the caller may see. */
export function replyTo(error: ContractError | RemoteCallError): CallReply {
  if (!(error instanceof RemoteCallError)) return { error: errorContent(error) };
  const { code, mayHaveExecuted, detail } = error;
  return failureReply(code, detail.problem, mayHaveExecuted);
}

/** Returns the reply for a failed call. */
export const failureReply = (code: CallFailure, problem: string | undefined, mayHaveExecuted = false): CallReply => ({
  failure: { code, mayHaveExecuted, ...(problem === undefined ? {} : { problem }) },
});

/** Returns the answer in a reply. @throws ContractError, RemoteCallError */
export function answerIn(reply: CallReply, binding: BoundMessage, caller: Caller): unknown {
  if ('answer' in reply) return answerOf(reply, binding, caller);
  if ('error' in reply) throw contractErrorOf(reply, binding, caller);
  const { code, mayHaveExecuted, problem } = reply.failure;
  const known = isCallFailure(code) ? code : 'INTERNAL';
  throw callFailure(known, binding, caller, { mayHaveExecuted, ...(problem === undefined ? {} : { problem }) });
}

type Answered = Extract<CallReply, { answer: unknown }>;
type Refused = Extract<CallReply, { error: unknown }>;

/** A callee sends its fingerprint only if it differs from that of the call, and always answers in the caller's version. */
const bothSides = (binding: BoundMessage, fingerprint: string | undefined): string =>
  `(the callee answered in ${versionText(binding.definition.version, fingerprint)}, the caller has ${versionOf(binding)})`;

function answerOf({ answer, fingerprint }: Answered, binding: BoundMessage, caller: Caller): unknown {
  try {
    return decodeOutput(binding.type, answer);
  } catch (cause) {
    const problem = 'its answer does not fit the contract that the caller was built with';
    throw mismatch(`${problem} ${bothSides(binding, fingerprint)}`, cause, binding, caller);
  }
}

function contractErrorOf(
  { error: { code, data }, fingerprint }: Refused,
  binding: BoundMessage,
  caller: Caller,
): ContractError | RemoteCallError {
  // A contract error means that the handler was rolled back.
  const undone = { mayHaveExecuted: false };
  try {
    const error = decodeError(binding.type, code, data);
    return (
      error ??
      mismatch(
        `it refused with ${code}, which the caller's contract does not name ${bothSides(binding, fingerprint)}`,
        undefined,
        binding,
        caller,
        undone,
      )
    );
  } catch (cause) {
    return mismatch(
      `it refused with ${code}, whose data does not fit the caller's contract ${bothSides(binding, fingerprint)}`,
      cause,
      binding,
      caller,
      undone,
    );
  }
}

function mismatch(
  problem: string,
  cause: unknown,
  binding: BoundMessage,
  caller: Caller,
  known = { mayHaveExecuted: binding.definition.kind === 'command' },
): RemoteCallError {
  return callFailure('CONTRACT_MISMATCH', binding, caller, { ...known, problem, cause });
}

/** Maps transport failures to call failures. */
const MEANINGS: Readonly<Record<TransportFailure, readonly [CallFailure, problem: string | undefined]>> = {
  UNREACHABLE: ['UNAVAILABLE', 'no host that serves the callee can be reached'],
  OVERLOADED: ['UNAVAILABLE', 'there is more to do than may be taken on'],
  TOO_LARGE: ['MESSAGE_TOO_LARGE', undefined],
  CONNECTION_LOST: [
    'UNAVAILABLE',
    'the connection to the callee, or the callee itself, was lost before the reply came',
  ],
  DEADLINE_EXCEEDED: ['DEADLINE_EXCEEDED', undefined],
  MALFORMED: ['INTERNAL', 'the reply cannot be read'],
};

/** Converts an error of the transport for the caller. */
export function failureOf(error: unknown, binding: BoundMessage, caller: Caller): unknown {
  if (!(error instanceof TransportError)) return error;
  const [code, problem] = MEANINGS[error.code];
  // A query has no effects.
  const mayHaveExecuted = error.mayHaveExecuted && binding.definition.kind === 'command';
  return callFailure(code, binding, caller, {
    mayHaveExecuted,
    cause: error,
    ...(problem === undefined ? {} : { problem }),
  });
}
