import { status } from '@grpc/grpc-js';
import type { CallFailure } from '@multilith/runtime/transport';

/** Status codes of failures, and their texts where the callee gives none. */
export const FAILURE_CODES: Readonly<Record<CallFailure, readonly [code: status, problem: string]>> = {
  ACCESS_DENIED: [status.PERMISSION_DENIED, 'the caller may not send this message'],
  UNAUTHENTICATED: [status.UNAUTHENTICATED, 'the caller is not signed in, and the message is not public'],
  DEADLINE_EXCEEDED: [status.DEADLINE_EXCEEDED, 'no answer came in time'],
  UNAVAILABLE: [status.UNAVAILABLE, 'the callee cannot work at the moment'],
  IDEMPOTENCY_KEY_REUSED: [status.INVALID_ARGUMENT, 'the idempotency key was used before, for other content'],
  CONTRACT_MISMATCH: [status.INVALID_ARGUMENT, 'the message does not fit the contract'],
  MESSAGE_TOO_LARGE: [status.RESOURCE_EXHAUSTED, 'the answer is larger than a message may be'],
  INTERNAL: [status.INTERNAL, 'the handler failed unexpectedly'],
};
