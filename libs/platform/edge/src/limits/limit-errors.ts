import { brand } from '@multilith/contract';
import { RequestError } from '../errors/request-error.js';

/** A client exceeds its rate limit; it may retry after a pause. */
export class RateLimitedError extends RequestError {
  static {
    brand(this, 'edge.RateLimitedError');
  }
  override readonly name = 'RateLimitedError';
  /** Seconds to wait, for `Retry-After`. */
  readonly retryAfter: number;

  constructor(waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    super(
      'RATE_LIMITED',
      429,
      `Too many requests. Send the next one in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    );
    this.retryAfter = seconds;
  }
}

/** A body is longer than this client may send. */
export class BodyTooLargeError extends RequestError {
  static {
    brand(this, 'edge.BodyTooLargeError');
  }
  override readonly name = 'BodyTooLargeError';

  /** @param most maximum length in bytes */
  constructor(most: number) {
    super('BODY_TOO_LARGE', 413, `The body of the request is longer than ${most} bytes.`);
  }
}

/** The edge is overloaded; the client may retry. */
export class OverloadedError extends RequestError {
  static {
    brand(this, 'edge.OverloadedError');
  }
  override readonly name = 'OverloadedError';
  /** Seconds to wait, for `Retry-After`. */
  readonly retryAfter = 1;

  constructor() {
    super('UNAVAILABLE', 503, 'The service has too much to do at the moment. Try again later.');
  }
}
