import { status } from '@grpc/grpc-js';

/** Reasons for which a call is refused before its handler runs, with their status codes. */
const CODES = {
  INVALID_METADATA: status.INVALID_ARGUMENT,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  ACCESS_DENIED: status.PERMISSION_DENIED,
  OVERLOADED: status.RESOURCE_EXHAUSTED,
  UNAVAILABLE: status.UNAVAILABLE,
} as const;

/** A call that is refused before its handler runs. The text is for the client. */
export class UnaryRefusal extends Error {
  override readonly name = 'UnaryRefusal';
  readonly reason: keyof typeof CODES;
  readonly code: status;

  /** @param reason why, for programs: in the details of the status */
  constructor(reason: keyof typeof CODES, problem: string) {
    super(problem);
    this.reason = reason;
    this.code = CODES[reason];
  }
}
