import { Content, type JsonValue } from '@multilith/contract';
import { TransportError, type CallReply, type TransportFailure } from '@multilith/runtime/transport';
import { cut } from './cut.js';
import { WIRE_VERSION } from './request.js';

/** Maximum length of a failure's text from another host, in UTF-16 units. */
const MAX_PROBLEM_LENGTH = 1_000;

/** Kinds of replies: the second element. */
const ANSWER = 0;
const CONTRACT_ERROR = 1;
const FAILURE = 2;
/** Sent by the callee's transport instead of its handler. */
const REFUSAL = 3;
/** No reply yet: the call is still running. */
const RUNNING = 4;

/** Maximum length of a fingerprint, in UTF-16 units. */
const MAX_FINGERPRINT_LENGTH = 64;

/** Encodes one element of a batch of replies: `[id, kind, …]`. */
export function replyElement(id: number, reply: CallReply): string {
  if ('answer' in reply) return `[${id},${ANSWER},${reply.answer.json}${markOf(reply)}]`;
  if ('error' in reply) {
    const { code, data } = reply.error;
    return `[${id},${CONTRACT_ERROR},${JSON.stringify(code)},${data.json}${markOf(reply)}]`;
  }
  const { code, mayHaveExecuted, problem } = reply.failure;
  return JSON.stringify([id, FAILURE, code, mayHaveExecuted, problem ?? null]);
}

const markOf = ({ fingerprint }: { readonly fingerprint?: string | undefined }): string =>
  fingerprint === undefined ? '' : `,${JSON.stringify(fingerprint)}`;

/** Encodes an element that says why the callee's transport gives no reply. */
export const refusalElement = (id: number, code: TransportFailure, mayHaveExecuted: boolean, problem: string): string =>
  JSON.stringify([id, REFUSAL, code, mayHaveExecuted, problem]);

/**
 * Encodes an element that says that a call is still running. @param debugging whether a debugger may stop the callee
 */
export const signOfLife = (id: number, debugging = false): string => `[${id},${RUNNING}${debugging ? ',1' : ''}]`;

/** Whether an element of a batch of replies is a sign of life. */
export const isSignOfLife = (element: readonly unknown[]): boolean => element[1] === RUNNING;

/** Whether a sign of life says that a debugger may stop the callee. */
export const isOfDebuggedHost = (element: readonly unknown[]): boolean => element[2] === 1;

/**
 * Encodes the answer to a batch that cannot be read at all: not an array, so that it cannot be mistaken for replies.
 */
export const unreadableBatch = (problem: string): string => JSON.stringify({ malformed: problem });

/**
 * Reads the replies of a batch: `{ malformed }` if the callee could not read the batch of calls, `undefined` if it is
 * not a reply batch.
 */
export function readReplies(text: string): readonly unknown[] | { readonly malformed: string } | undefined {
  try {
    const batch = JSON.parse(text) as unknown;
    if (Array.isArray(batch)) return batch[0] === WIRE_VERSION ? batch : undefined;
    const malformed = (batch as { malformed?: unknown } | null)?.malformed;
    return typeof malformed === 'string' ? { malformed: cut(malformed) } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the reply in an element of a batch of replies; `undefined` if it has none. The caller has checked its id. */
export function readReply(element: readonly unknown[]): CallReply | undefined {
  const [, kind, first, second, third] = element as JsonValue[];
  switch (kind) {
    case ANSWER:
      if (first !== undefined) return { answer: Content.ofJson(first), fingerprint: fingerprintIn(second) };
      break;
    case CONTRACT_ERROR:
      if (typeof first === 'string' && second !== undefined)
        return { error: { code: first, data: Content.ofJson(second) }, fingerprint: fingerprintIn(third) };
      break;
    case FAILURE:
      if (typeof first === 'string' && typeof second === 'boolean')
        return {
          failure: {
            code: first as Extract<CallReply, { failure: unknown }>['failure']['code'],
            mayHaveExecuted: second,
            problem: typeof third === 'string' ? cut(third, MAX_PROBLEM_LENGTH) : undefined,
          },
        };
  }
  return undefined;
}

/** Reads why there is no reply, from an element without one. */
export function readRefusal(element: readonly unknown[]): TransportError {
  const [, kind, code, mayHaveExecuted, problem] = element;
  return kind === REFUSAL && isRefusal(code) && typeof mayHaveExecuted === 'boolean' && typeof problem === 'string'
    ? new TransportError(code, cut(problem, MAX_PROBLEM_LENGTH), mayHaveExecuted)
    : new TransportError('MALFORMED', 'the reply cannot be read', true);
}

const fingerprintIn = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value.length <= MAX_FINGERPRINT_LENGTH ? value : undefined;

const REFUSALS = new Set<unknown>(['UNREACHABLE', 'OVERLOADED', 'TOO_LARGE', 'MALFORMED'] satisfies TransportFailure[]);
const isRefusal = (code: unknown): code is TransportFailure => REFUSALS.has(code);
