import { Content, type JsonValue } from '@multilith/contract';
import { isHostName, patience, type CallRequest } from '@multilith/runtime/transport';
import { cut } from './cut.js';

/** First element of every batch. Another number means another format. */
export const WIRE_VERSION = 1;

/** Maximum number of calls in a message. */
export const MAX_CALLS = 1_024;
/** Longest timeout of a call, in milliseconds: a call that never ends would hold its place for ever. */
const MAX_TIME_LEFT_MS = 60 * 60 * 1_000;
/** Maximum lengths of the texts beside the content of a call, in UTF-16 units. */
const MAX_LENGTHS = { message: 1_000, key: 1_000, principal: 8_192, trace: 64, fingerprint: 64 };

/** A call as it arrived. Its deadline is by this host's clock, in milliseconds since the epoch. */
export interface ArrivedCall {
  readonly id: number;
  readonly request: CallRequest;
}

/** An element of a batch that is not a valid call, with its id if it has one. */
export interface BadCall {
  readonly id: number | undefined;
  readonly problem: string;
}

/**
 * Encodes all of a call but its id and remaining time, which are only known when it is sent. Writes the parts
 * separately, which takes half as long as one array of all.
 */
export function requestText(request: CallRequest): string {
  const { message, version, fingerprint, content, caller, key, principal, trace } = request;
  const sent = `${quoted(message)},${version},${content.json},"${caller.kind}",${quoted(caller.name)}`;
  const known = `${key === undefined ? 'null' : quoted(key)},${principal === undefined ? 'null' : quoted(principal)}`;
  const mark = fingerprint === undefined ? '' : `,${quoted(fingerprint)}`;
  return `${sent},${known},${quoted(trace.traceId)},${quoted(trace.spanId)}${mark}]`;
}

/** Text that JSON writes as it is: names, numbers and keys. */
const PLAIN = /^[\w.$:-]*$/;

/** Returns a text as JSON; plain text in a third of the time of `JSON.stringify`. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Encodes one element of a batch: `[id, milliseconds left, message, version, content, …]`. */
export const requestElement = (id: number, millisecondsLeft: number, text: string): string =>
  `[${id},${millisecondsLeft},${text}`;

/** Reads the elements of a batch of calls; returns a text if the whole batch is malformed. */
export function readBatch(text: string): readonly unknown[] | string {
  let batch: unknown;
  try {
    batch = JSON.parse(text);
  } catch {
    return 'the batch is not JSON';
  }
  if (!Array.isArray(batch)) return 'the batch is not an array';
  if (batch[0] !== WIRE_VERSION)
    return `the batch has the format ${cut(JSON.stringify(batch[0]) ?? 'undefined')}, not ${WIRE_VERSION}`;
  if (batch.length - 1 > MAX_CALLS) return `the batch has ${batch.length - 1} calls, and ${MAX_CALLS} are the most`;
  return batch;
}

/** Reads one element of a batch. @param host the host that has proven to be the sender */
export function readCall(element: unknown, host: string, now: number): ArrivedCall | BadCall {
  if (!Array.isArray(element)) return { id: undefined, problem: 'a call is not an array' };
  const [id, left, message, version, content, kind, name, key, principal, traceId, spanId, fingerprint = null] =
    element as JsonValue[];
  if (!Number.isSafeInteger(id) || (id as number) < 0) return { id: undefined, problem: 'a call has no number' };
  const problem =
    typeof left !== 'number' || !(left >= 0)
      ? 'the time left is not a number'
      : !isText(message, MAX_LENGTHS.message)
        ? 'the name of the message is not a string, or too long'
        : !Number.isSafeInteger(version)
          ? 'the version is not a number'
          : content === undefined
            ? 'there is no content'
            : (kind !== 'context' && kind !== 'edge') || typeof name !== 'string' || !isHostName(name)
              ? 'the caller is not named'
              : !isOptionalText(key, MAX_LENGTHS.key) || !isOptionalText(principal, MAX_LENGTHS.principal)
                ? 'key or principal is not a string, or too long'
                : !isText(traceId, MAX_LENGTHS.trace) || !isText(spanId, MAX_LENGTHS.trace)
                  ? 'the trace is not two strings'
                  : !isOptionalText(fingerprint, MAX_LENGTHS.fingerprint)
                    ? 'the fingerprint is not a string, or too long'
                    : undefined;
  if (problem !== undefined) return { id: id as number, problem };
  return {
    id: id as number,
    request: {
      host,
      message: message as string,
      version: version as number,
      fingerprint: (fingerprint as string | null) ?? undefined,
      content: Content.ofJson(content!),
      caller: { kind: kind as 'context' | 'edge', name: name as string },
      key: (key as string | null) ?? undefined,
      deadline: now + patience(Math.min(left as number, MAX_TIME_LEFT_MS), now),
      principal: (principal as string | null) ?? undefined,
      trace: { traceId: traceId as string, spanId: spanId as string },
    },
  };
}

const isText = (value: JsonValue | undefined, longest: number): boolean =>
  typeof value === 'string' && value.length <= longest;
const isOptionalText = (value: JsonValue | undefined, longest: number): boolean =>
  value === null || isText(value, longest);
