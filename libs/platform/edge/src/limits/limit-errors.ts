/** A client sends more than it may; it may go on after a pause. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly code = 'RATE_LIMITED';
  readonly statusCode = 429;
  /** Seconds to wait, as `Retry-After` has them. */
  readonly retryAfter: number;

  constructor(waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    super(`Too many requests. Send the next one in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`);
    this.retryAfter = seconds;
  }
}

/** A body is longer than this client may send. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'BODY_TOO_LARGE';
  readonly statusCode = 413;

  /** @param most bytes that the client may send */
  constructor(most: number) {
    super(`The body of the request is longer than ${most} bytes.`);
  }
}

/** The edge has as much to do as it can; the client may try again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly code = 'UNAVAILABLE';
  readonly statusCode = 503;
  /** Seconds to wait, as `Retry-After` has them. */
  readonly retryAfter = 1;

  constructor() {
    super('The shop has too much to do at the moment. Try again later.');
  }
}
