/** Codes of {@link EmbeddedDatabaseError}; each has a row in `docs/errors.md`. */
export type EmbeddedDatabaseCode =
  | 'EMBEDDED_DATABASE_UNSUPPORTED'
  | 'EMBEDDED_DATABASE_USER'
  | 'EMBEDDED_DATABASE_FOLDER'
  | 'EMBEDDED_DATABASE_LOCKED'
  | 'EMBEDDED_DATABASE_BROKEN'
  | 'EMBEDDED_DATABASE_VERSION'
  | 'EMBEDDED_DATABASE_PASSWORD'
  | 'EMBEDDED_DATABASE_PORT'
  | 'EMBEDDED_DATABASE_START'
  | 'EMBEDDED_DATABASE_STOP';

/**
 * The embedded database cannot start or stop. The message says what happened and where, the remedy what to do next.
 */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';

  constructor(
    readonly code: EmbeddedDatabaseCode,
    problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${remedy}`, options);
  }
}
