import type { Content } from '@multilith/contract';
import { isHostName, patience, type CallRequest } from '@multilith/runtime/transport';
import { readJson, readProtobuf, writeContent } from './content.js';
import type { FrameReader } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';

/** Longest timeout of a call, in milliseconds: a call that never ends would hold its place for ever. */
const MAX_TIME_LEFT_MS = 60 * 60 * 1_000;
/** Maximum lengths of the texts beside the content of a call, in bytes. */
const MAX_BYTES = { message: 1_000, name: 64, key: 3_000, principal: 8_192, trace: 64, fingerprint: 64 };
const MAX_VERSION = 2 ** 31;

/** A call as it arrived. Its deadline is by this host's clock, in milliseconds since the epoch. */
export interface ArrivedCall {
  readonly id: number;
  readonly request: CallRequest;
}

/** A call that cannot be accepted, because a part of it is missing or too large. */
export interface BadCall {
  readonly id: number;
  readonly problem: string;
}

/** Texts that are usually those of the call before. */
const [lastMessage, lastCaller, lastFingerprint] = [{ text: '' }, { text: '' }, { text: '' }];

/** Numbers of kinds of callers. */
const CONTEXT = 0;
const EDGE = 1;

/** Writes a call. Its content has been encoded before, so this does not fail. */
export function writeCall(
  writer: FrameWriter,
  field: number,
  id: number,
  timeLeft: number,
  request: CallRequest,
): void {
  const { message, version, content, caller, key, principal, trace, fingerprint } = request;
  const mark = writer.open(field);
  writer.number(1, id);
  writer.number(2, Math.ceil(timeLeft));
  writer.text(3, message);
  writer.number(4, version);
  writeContent(writer, 5, 6, content);
  writer.number(7, caller.kind === 'edge' ? EDGE : CONTEXT);
  writer.text(8, caller.name);
  writer.optionalText(9, key);
  writer.optionalText(10, principal);
  writer.text(11, trace.traceId);
  writer.text(12, trace.spanId);
  writer.optionalText(13, fingerprint);
  writer.close(mark);
}

/** Reads a call. @param host the host that has proven to be the sender @param now milliseconds since the epoch */
export function readCall(reader: FrameReader, host: string, now: number): ArrivedCall | BadCall {
  let id = 0;
  let left = 0;
  let message: string | undefined;
  let version = 0;
  let content: Content | undefined;
  let kind = CONTEXT;
  let name: string | undefined;
  let key: string | undefined;
  let principal: string | undefined;
  let traceId: string | undefined = '';
  let spanId: string | undefined = '';
  let fingerprint: string | undefined;
  let problem: string | undefined;
  /** What is too long, if anything. */
  let long: string | undefined;
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.number();
        break;
      case 16:
        left = reader.number();
        break;
      case 26:
        if ((message = reader.repeatedText(MAX_BYTES.message, lastMessage)) === undefined)
          long = 'the name of the message';
        break;
      case 32:
        version = reader.number();
        break;
      case 42:
        content = readProtobuf(reader);
        break;
      case 50:
        content = readJson(reader);
        break;
      case 56:
        kind = reader.number();
        break;
      case 66:
        if ((name = reader.repeatedText(MAX_BYTES.name, lastCaller)) === undefined) long = 'the name of the caller';
        break;
      case 74:
        if ((key = reader.boundedText(MAX_BYTES.key)) === undefined) long = 'the key';
        break;
      case 82:
        if ((principal = reader.boundedText(MAX_BYTES.principal)) === undefined) long = 'the principal';
        break;
      case 90:
        if ((traceId = reader.boundedText(MAX_BYTES.trace)) === undefined) long = 'the trace';
        break;
      case 98:
        if ((spanId = reader.boundedText(MAX_BYTES.trace)) === undefined) long = 'the trace';
        break;
      case 106:
        if ((fingerprint = reader.repeatedText(MAX_BYTES.fingerprint, lastFingerprint)) === undefined)
          long = 'the fingerprint';
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  if (long !== undefined) problem = `${long} is too long`;
  else {
    if (message === undefined) problem = 'there is no message';
    else if (version > MAX_VERSION) problem = 'the version is too large';
    else if (content === undefined) problem = 'there is no content';
    else if (kind > EDGE || name === undefined || !isHostName(name)) problem = 'the caller is not named';
  }
  if (problem !== undefined) return { id, problem };
  return {
    id,
    request: {
      host,
      message: message!,
      version,
      fingerprint,
      content: content!,
      caller: { kind: kind === EDGE ? 'edge' : 'context', name: name! },
      key,
      deadline: now + patience(Math.min(left, MAX_TIME_LEFT_MS), now),
      principal,
      trace: { traceId: traceId!, spanId: spanId! },
    },
  };
}
