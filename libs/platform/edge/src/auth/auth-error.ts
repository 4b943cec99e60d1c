/** A token was presented and does not sign anyone in. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';
  readonly statusCode = 401;
}

/** The keys of the issuer cannot be read, so no token can be checked. */
export class AuthUnavailableError extends Error {
  override readonly name = 'AuthUnavailableError';
  readonly code = 'AUTH_UNAVAILABLE';
  readonly statusCode = 503;

  constructor(cause: unknown) {
    super('Tokens cannot be checked right now. Try again later.', { cause });
  }
}
