import type { JsonValue } from '@multilith/contract';
import { TransportError, type CallReply, type TransportFailure } from '@multilith/runtime/transport';
import { cut } from './cut.js';
import { WIRE_VERSION } from './request.js';

/** Longest text about a failure that is taken over from another host, in UTF-16 units. */
const LONGEST_PROBLEM = 1_000;

/** Second number of a reply: what kind it is. */
const ANSWER = 0;
const CONTRACT_ERROR = 1;
const FAILURE = 2;
/** The callee's transport speaks, not its handler. */
const REFUSAL = 3;
/** No reply yet: the callee still works on the call. */
const RUNNING = 4;

/** One element of a batch of replies, with its kind: `[id, kind, …]`. */
export function replyElement(id: number, reply: CallReply): string {
  if ('answer' in reply) return `[${id},${ANSWER},${JSON.stringify(reply.answer)}]`;
  if ('error' in reply) return JSON.stringify([id, CONTRACT_ERROR, reply.error.code, reply.error.data]);
  const { code, mayHaveExecuted, problem } = reply.failure;
  return JSON.stringify([id, FAILURE, code, mayHaveExecuted, problem ?? null]);
}

/** An element that says why the callee's transport gives no reply. */
export const refusalElement = (id: number, code: TransportFailure, mayHaveExecuted: boolean, problem: string): string =>
  JSON.stringify([id, REFUSAL, code, mayHaveExecuted, problem]);

/** An element that says that a call is still worked on. @param debugging whether a debugger may stop the callee */
export const signOfLife = (id: number, debugging = false): string => `[${id},${RUNNING}${debugging ? ',1' : ''}]`;

/** Whether an element of a batch of replies says so. */
export const isSignOfLife = (element: readonly unknown[]): boolean => element[1] === RUNNING;

/** Whether a sign of life says that a debugger may stop the callee. */
export const isOfDebuggedHost = (element: readonly unknown[]): boolean => element[2] === 1;

/** The answer to a batch that cannot be read at all: not an array, so that nobody takes it for replies. */
export const unreadableBatch = (problem: string): string => JSON.stringify({ malformed: problem });

/** The replies of a batch, `{ malformed }` when the callee could not read ours, `undefined` when it is none. */
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

/** Reads one element of a batch of replies, whose id has been found to be known. */
export function readReply(element: readonly unknown[]): CallReply | TransportError {
  const [, kind, first, second, third] = element as JsonValue[];
  switch (kind) {
    case ANSWER:
      if (first !== undefined) return { answer: first };
      break;
    case CONTRACT_ERROR:
      if (typeof first === 'string' && second !== undefined) return { error: { code: first, data: second } };
      break;
    case FAILURE:
      if (typeof first === 'string' && typeof second === 'boolean')
        return {
          failure: {
            code: first as Extract<CallReply, { failure: unknown }>['failure']['code'],
            mayHaveExecuted: second,
            problem: typeof third === 'string' ? cut(third, LONGEST_PROBLEM) : undefined,
          },
        };
      break;
    case REFUSAL:
      if (isRefusal(first) && typeof second === 'boolean' && typeof third === 'string')
        return new TransportError(first, cut(third, LONGEST_PROBLEM), second);
  }
  return new TransportError('MALFORMED', 'the reply cannot be read', true);
}

const REFUSALS = new Set<unknown>(['UNREACHABLE', 'OVERLOADED', 'TOO_LARGE', 'MALFORMED'] satisfies TransportFailure[]);
const isRefusal = (code: unknown): code is TransportFailure => REFUSALS.has(code);
