import { brand } from '@multilith/contract';
import { RequestError } from '../errors/request-error.js';

/** The request has a token that is not accepted. */
export class UnauthenticatedError extends RequestError {
  static {
    brand(this, 'edge.UnauthenticatedError');
  }
  override readonly name = 'UnauthenticatedError';

  constructor(problem: string) {
    super('UNAUTHENTICATED', 401, problem);
  }
}

/** The keys of the issuer cannot be read, so no token can be verified. */
export class AuthUnavailableError extends RequestError {
  static {
    brand(this, 'edge.AuthUnavailableError');
  }
  override readonly name = 'AuthUnavailableError';

  constructor(cause: unknown) {
    super('AUTH_UNAVAILABLE', 503, 'Tokens cannot be checked right now. Try again later.', { cause });
  }
}
