import { brand, MultilithError } from '@multilith/contract';
import type { NATS_ERRORS } from './error-codes.js';

/** Codes of {@link NatsError}. */
export type NatsErrorCode = keyof typeof NATS_ERRORS;

/** An error of the connection to NATS, or of its streams. */
export class NatsError extends MultilithError {
  static {
    brand(this, 'nats.NatsError');
  }
  override readonly name = 'NatsError';
  declare readonly code: NatsErrorCode;

  constructor(code: NatsErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(code, problem, remedy, options);
  }
}
