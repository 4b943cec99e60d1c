import type { Content } from '@multilith/contract';
import { SHARED_MESSAGE_BYTES, type Refusal } from '@multilith/mux';
import { TransportError, type CallReply, type TransportFailure } from '@multilith/runtime/transport';
import { contentSize, readJson, readProtobuf, writeContent } from './content.js';
import type { FrameReader } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';
import { MAX_CONTENT_BYTES } from './limits.js';

/** Maximum lengths of the texts of a reply, in bytes. */
const MAX_BYTES = { code: 1_000, problem: 3_000, fingerprint: 64 };
const MAX_PROBLEM_UNITS = MAX_BYTES.problem / 3;

/** Bytes of a reply beside its content, as an upper bound without the texts. */
const REPLY_BYTES = 64;

/** Outcomes of a call. */
const ANSWER = 0;
const CONTRACT_ERROR = 1;
const FAILURE = 2;
/** Sent by the callee's link instead of its handler. */
const REFUSAL = 3;

const REFUSALS = new Set<unknown>(['UNREACHABLE', 'OVERLOADED', 'TOO_LARGE', 'MALFORMED'] satisfies TransportFailure[]);
const isRefusal = (code: unknown): code is TransportFailure => REFUSALS.has(code);

/** What a callee says to a call: the reply of its handler, or why there is none. */
export type Outcome = CallReply | { readonly refusal: Refusal };

/** Maximum size of a reply, in bytes. */
export const MAX_REPLY_BYTES = MAX_CONTENT_BYTES + REPLY_BYTES;

/** Encodes the content of a reply, and returns the size of the reply: exact if it is large, otherwise an upper bound. */
export function replySize(reply: Outcome): number {
  if ('refusal' in reply || 'failure' in reply) return MAX_BYTES.problem;
  return REPLY_BYTES + contentSize('answer' in reply ? reply.answer : reply.error.data, SHARED_MESSAGE_BYTES);
}

/** Writes a reply. Its content has been encoded before, so this does not fail. */
export function writeReply(writer: FrameWriter, field: number, id: number, reply: Outcome): void {
  const mark = writer.open(field);
  writer.number(1, id);
  if ('answer' in reply) {
    writeContent(writer, 3, 4, reply.answer);
    writer.optionalText(8, reply.fingerprint);
  } else if ('error' in reply) {
    writer.number(2, CONTRACT_ERROR);
    writeContent(writer, 3, 4, reply.error.data);
    writer.text(5, reply.error.code);
    writer.optionalText(8, reply.fingerprint);
  } else {
    const isFailure = 'failure' in reply;
    const { code, mayHaveExecuted, problem } = isFailure ? reply.failure : reply.refusal;
    writer.number(2, isFailure ? FAILURE : REFUSAL);
    writer.text(5, code);
    writer.number(6, mayHaveExecuted);
    if (problem !== undefined) writer.text(7, cut(problem));
  }
  writer.close(mark);
}

/** A reply as it arrived: the number of its call, and what became of it. */
export interface ArrivedReply {
  readonly id: number;
  readonly reply: CallReply | TransportError;
}

export function readReply(reader: FrameReader): ArrivedReply {
  let id = 0;
  let outcome = ANSWER;
  let content: Content | undefined;
  let code: string | undefined;
  let mayHaveExecuted = false;
  let problem: string | undefined;
  let fingerprint: string | undefined;
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.number();
        break;
      case 16:
        outcome = reader.number();
        break;
      case 26:
        content = readProtobuf(reader);
        break;
      case 34:
        content = readJson(reader);
        break;
      case 42:
        code = reader.boundedText(MAX_BYTES.code);
        break;
      case 48:
        mayHaveExecuted = reader.boolean();
        break;
      case 58:
        problem = reader.boundedText(MAX_BYTES.problem);
        break;
      case 66:
        fingerprint = reader.boundedText(MAX_BYTES.fingerprint);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  return { id, reply: replyOf(outcome, content, code, mayHaveExecuted, problem, fingerprint) };
}

function replyOf(
  outcome: number,
  content: Content | undefined,
  code: string | undefined,
  mayHaveExecuted: boolean,
  problem: string | undefined,
  fingerprint: string | undefined,
): CallReply | TransportError {
  if (outcome === ANSWER && content)
    return fingerprint === undefined ? { answer: content } : { answer: content, fingerprint };
  if (outcome === CONTRACT_ERROR && content && code !== undefined) {
    const error = { code, data: content };
    return fingerprint === undefined ? { error } : { error, fingerprint };
  }
  if (outcome === FAILURE && code !== undefined)
    return {
      failure: { code: code as Extract<CallReply, { failure: unknown }>['failure']['code'], mayHaveExecuted, problem },
    };
  if (outcome === REFUSAL && isRefusal(code))
    return new TransportError(code, problem ?? 'the callee refused the call', mayHaveExecuted);
  return new TransportError('MALFORMED', 'the reply cannot be read', true);
}

const cut = (text: string): string =>
  text.length <= MAX_PROBLEM_UNITS ? text : `${text.slice(0, MAX_PROBLEM_UNITS - 1)}…`;
