import type { JsonValue } from '@multilith/contract';
import { isHostName, patience, type CallRequest } from '@multilith/runtime/transport';
import { cut } from './cut.js';

/** First element of every batch. Another number means another format. */
export const WIRE_VERSION = 1;

/** Most calls that a message may hold. */
export const MOST_CALLS = 1_024;
/** Longest time that a caller may give a call, in milliseconds: a call that never ends holds its place for ever. */
const LONGEST_LEFT_MS = 60 * 60 * 1_000;
/** Longest texts beside the content of a call, in UTF-16 units. */
const LONGEST = { message: 1_000, key: 1_000, principal: 8_192, trace: 64 };

/** A call as it arrived. Its deadline is by this host's clock. */
export interface ArrivedCall {
  readonly id: number;
  readonly request: CallRequest;
}

/** An element of a batch that is no call; its id if it has one. */
export interface BadCall {
  readonly id: number | undefined;
  readonly problem: string;
}

/**
 * All of a call but its id and the time it has left: what can be written before it is its turn. Part by part, which
 * takes half as long as writing one array of all.
 */
export function requestText({ message, version, content, caller, key, principal, trace }: CallRequest): string {
  const sent = `${json(message)},${version},${json(content)},"${caller.kind}",${json(caller.name)}`;
  const known = `${key === undefined ? 'null' : json(key)},${principal === undefined ? 'null' : json(principal)}`;
  return `${sent},${known},${json(trace.traceId)},${json(trace.spanId)}]`;
}

const json = (value: JsonValue): string => JSON.stringify(value);

/** One element of a batch: `[id, milliseconds left, message, version, content, …]`. */
export const requestElement = (id: number, millisecondsLeft: number, text: string): string =>
  `[${id},${millisecondsLeft},${text}`;

/** The elements of a batch of calls, or what is wrong with all of it. */
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
  if (batch.length - 1 > MOST_CALLS) return `the batch has ${batch.length - 1} calls, and ${MOST_CALLS} are the most`;
  return batch;
}

/** Reads one element of a batch. @param host the host that has proven to be the sender */
export function readCall(element: unknown, host: string, now: number): ArrivedCall | BadCall {
  if (!Array.isArray(element)) return { id: undefined, problem: 'a call is not an array' };
  const [id, left, message, version, content, kind, name, key, principal, traceId, spanId] = element as JsonValue[];
  if (!Number.isSafeInteger(id) || (id as number) < 0) return { id: undefined, problem: 'a call has no number' };
  const problem =
    typeof left !== 'number' || !(left >= 0)
      ? 'the time left is not a number'
      : !isText(message, LONGEST.message)
        ? 'the name of the message is not a string, or too long'
        : !Number.isSafeInteger(version)
          ? 'the version is not a number'
          : content === undefined
            ? 'there is no content'
            : (kind !== 'context' && kind !== 'edge') || typeof name !== 'string' || !isHostName(name)
              ? 'the caller is not named'
              : !isOptionalText(key, LONGEST.key) || !isOptionalText(principal, LONGEST.principal)
                ? 'key or principal is not a string, or too long'
                : !isText(traceId, LONGEST.trace) || !isText(spanId, LONGEST.trace)
                  ? 'the trace is not two strings'
                  : undefined;
  if (problem !== undefined) return { id: id as number, problem };
  return {
    id: id as number,
    request: {
      host,
      message: message as string,
      version: version as number,
      content: content as JsonValue,
      caller: { kind: kind as 'context' | 'edge', name: name as string },
      key: (key as string | null) ?? undefined,
      deadline: now + patience(Math.min(left as number, LONGEST_LEFT_MS), now),
      principal: (principal as string | null) ?? undefined,
      trace: { traceId: traceId as string, spanId: spanId as string },
    },
  };
}

const isText = (value: JsonValue | undefined, longest: number): boolean =>
  typeof value === 'string' && value.length <= longest;
const isOptionalText = (value: JsonValue | undefined, longest: number): boolean =>
  value === null || isText(value, longest);
