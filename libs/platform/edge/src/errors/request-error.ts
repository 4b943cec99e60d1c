import { brand, MultilithError } from '@multilith/contract';
import { REQUEST_ERRORS } from '../error-codes.js';

/** Codes of {@link RequestError}; the last two are also codes of calls to a context. */
export type RequestErrorCode = keyof typeof REQUEST_ERRORS | 'UNAUTHENTICATED' | 'UNAVAILABLE';

/** A request that the edge refuses before it reaches a context. The client sees the code and `problem`. */
export class RequestError extends MultilithError {
  static {
    brand(this, 'edge.RequestError');
  }

  constructor(
    code: RequestErrorCode,
    /** HTTP status of the response. */
    readonly statusCode: number,
    /** Text for the client: what was wrong, and what it can do. */
    problem: string,
    options?: ErrorOptions,
  ) {
    super(code, problem, remedyOf(code), options);
  }
}

function remedyOf(code: RequestErrorCode): string {
  if (code === 'UNAUTHENTICATED') return 'Sign in, and send a fresh access token.';
  return code === 'UNAVAILABLE' ? 'Try again later.' : REQUEST_ERRORS[code].remedy;
}
