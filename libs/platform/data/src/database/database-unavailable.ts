import { MultilithError } from '@multilith/contract';

/** A database that does not answer, or does not let us in. */
export const databaseUnavailable = (context: string | undefined, cause: unknown): MultilithError =>
  new MultilithError(
    'DATABASE_UNAVAILABLE',
    `The database ${context === undefined ? 'of DATABASE_URL' : `of context '${context}'`} cannot be reached: ${describe(cause)}.`,
    'Check that it runs and that the URL, user and password are right.',
    { cause },
  );

/** A refused connection to several addresses is an AggregateError without a message. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map((error: Error) => error.message).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
