import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { protobufContent } from '@multilith/contract/protobuf';
import { newTrace, patience, type CallRequest } from '@multilith/runtime/transport';
import { METADATA } from '../metadata-names.js';
import { UnaryRefusal } from '../status/unary-refusal.js';
import type { Client } from './client.js';
import { firstValue } from './first-value.js';
import { traceOf } from './trace-parent.js';
import type { UnaryMethod } from '../unary-methods.js';

/** Time limit of a call without a deadline, in milliseconds. */
const DEFAULT_TIME_MS = 30_000;
/** Maximum time of a call, in milliseconds. */
const MAX_TIME_MS = 60 * 60 * 1_000;
/** Maximum length of an idempotency key, in characters, as in a contract. */
const MAX_KEY_LENGTH = 200;
/** Maximum length of a principal token, in characters. */
const MAX_TOKEN_LENGTH = 8_192;

/** Most clients leave out zeros, empty texts and `false`. */
const AS_CLIENTS_WRITE = { absent: 'zero' } as const;

/**
 * Returns the request for the receiver of a context.
 * @throws UnaryRefusal if the metadata cannot be used
 */
export function requestOf(call: ServerUnaryCall<Buffer, Buffer>, method: UnaryMethod, client: Client): CallRequest {
  const { metadata } = call;
  return {
    host: client.name,
    message: method.message,
    version: method.version,
    content: protobufContent(call.request, AS_CLIENTS_WRITE),
    caller: client.caller,
    key: method.kind === 'command' ? keyIn(metadata) : undefined,
    deadline: deadlineOf(call),
    principal: principalIn(firstValue(metadata, METADATA.principal)),
    trace: traceOf(firstValue(metadata, METADATA.trace)) ?? newTrace(),
  };
}

function deadlineOf(call: ServerUnaryCall<Buffer, Buffer>): number {
  const now = Date.now();
  const until = Number(call.getDeadline());
  const left = Number.isFinite(until) ? Math.min(until - now, MAX_TIME_MS) : DEFAULT_TIME_MS;
  return now + patience(left, now);
}

function keyIn(metadata: Metadata): string | undefined {
  const [bytes] = metadata.get(METADATA.keyBytes);
  const key = bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : firstValue(metadata, METADATA.key);
  if (key === undefined || key.length <= MAX_KEY_LENGTH) return key;
  throw new UnaryRefusal('INVALID_METADATA', `${METADATA.key} has more than ${MAX_KEY_LENGTH} characters`);
}

function principalIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token !== undefined && token.length <= MAX_TOKEN_LENGTH) return token;
  throw new UnaryRefusal('UNAUTHENTICATED', `${METADATA.principal} is not "Bearer" and a principal token`);
}
