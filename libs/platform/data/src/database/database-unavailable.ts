import { MultilithError } from '@multilith/contract';

/** Returns `DATABASE_UNAVAILABLE`: the database does not answer or refuses the login. */
export const databaseUnavailable = (context: string | undefined, cause: unknown): MultilithError =>
  new MultilithError(
    'DATABASE_UNAVAILABLE',
    `The database ${context === undefined ? 'of DATABASE_URL' : `of context '${context}'`} cannot be reached: ${describe(cause)}.`,
    'Check that it runs and that the URL, user and password are right.',
    { cause },
  );

/** Returns a message; a refused connection to several addresses is an AggregateError without one. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map((error: Error) => error.message).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
