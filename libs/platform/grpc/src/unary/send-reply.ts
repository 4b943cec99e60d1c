import type { sendUnaryData } from '@grpc/grpc-js';
import type { Content } from '@multilith/contract';
import { protobufOf } from '@multilith/contract/protobuf';
import type { CallReply } from '@multilith/runtime/transport';
import type { UnaryMethod, UnaryService } from './unary-methods.js';
import { errorStatus, failureStatus } from './status/reply-status.js';

/** Sends the reply of a receiver: the protobuf form of the answer, or a status. */
export function sendReply(
  reply: CallReply,
  done: sendUnaryData<Buffer>,
  service: UnaryService,
  { kind }: UnaryMethod,
): void {
  let answer: Buffer;
  try {
    if ('error' in reply) return done(errorStatus(reply.error, service));
    if ('failure' in reply) return done(failureStatus(reply.failure));
    answer = bytesOf(reply.answer);
  } catch {
    // The handler has committed, but its answer or error has no protobuf form.
    return done(failureStatus({ code: 'INTERNAL', mayHaveExecuted: kind === 'command' }));
  }
  done(null, answer);
}

function bytesOf(answer: Content): Buffer {
  const bytes = protobufOf(answer);
  if (!bytes) throw new TypeError('the answer has no protobuf form');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
