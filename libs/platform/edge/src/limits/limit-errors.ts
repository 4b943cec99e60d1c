import { brand } from '@multilith/contract';
import { RequestError } from '../errors/request-error.js';

/** A client sends more than it may; it may go on after a pause. */
export class RateLimitedError extends RequestError {
  static {
    brand(this, 'edge.RateLimitedError');
  }
  override readonly name = 'RateLimitedError';
  /** Seconds to wait, as `Retry-After` has them. */
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

  /** @param most bytes that the client may send */
  constructor(most: number) {
    super('BODY_TOO_LARGE', 413, `The body of the request is longer than ${most} bytes.`);
  }
}

/** The edge has as much to do as it can; the client may try again. */
export class OverloadedError extends RequestError {
  static {
    brand(this, 'edge.OverloadedError');
  }
  override readonly name = 'OverloadedError';
  /** Seconds to wait, as `Retry-After` has them. */
  readonly retryAfter = 1;

  constructor() {
    super('UNAVAILABLE', 503, 'The service has too much to do at the moment. Try again later.');
  }
}
