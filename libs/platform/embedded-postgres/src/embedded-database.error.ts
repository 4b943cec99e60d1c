import { brand, MultilithError } from '@multilith/contract';
import type { EMBEDDED_DATABASE_ERRORS } from './error-codes.js';

/** Codes of {@link EmbeddedDatabaseError}. */
export type EmbeddedDatabaseCode = keyof typeof EMBEDDED_DATABASE_ERRORS;

/** An error while the embedded database starts or stops. */
export class EmbeddedDatabaseError extends MultilithError {
  static {
    brand(this, 'embedded-postgres.EmbeddedDatabaseError');
  }
  override readonly name = 'EmbeddedDatabaseError';
  declare readonly code: EmbeddedDatabaseCode;

  constructor(code: EmbeddedDatabaseCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(code, problem, remedy, options);
  }
}
