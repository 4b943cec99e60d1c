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
  /** Fastify's own code of it, so that there is one answer. */
  readonly code = 'FST_ERR_CTP_BODY_TOO_LARGE';
  readonly statusCode = 413;
}

/** The edge holds as many bodies as it may; the client may try again. */
export class BodiesFullError extends Error {
  override readonly name = 'BodiesFullError';
  readonly code = 'UNAVAILABLE';
  readonly statusCode = 503;
  readonly retryAfter = 1;

  constructor() {
    super('The shop is reading too many requests at once. Try again later.');
  }
}
