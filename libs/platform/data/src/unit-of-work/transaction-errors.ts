import { describeThrown, MultilithError } from '@multilith/contract';

/** A handler that returned while one of its statements was still running. */
export const unfinishedWork = (context: string): MultilithError =>
  new MultilithError(
    'LATE_WRITE',
    `A handler of '${context}' returned while one of its statements was still running; its transaction was rolled back.`,
    'Await every call to a repository, query builder or DataSource.',
  );

/** A commit that PostgreSQL turned into a rollback because an earlier error had been swallowed. */
export const aborted = (context: string, cause: unknown): MultilithError =>
  new MultilithError(
    'TRANSACTION_ABORTED',
    `A handler of '${context}' returned normally, but its transaction had failed before (${describeThrown(cause).message}). Nothing was committed.`,
    'Do not swallow database errors. To go on after one, run the statement in manager.transaction(…), which is a savepoint here.',
    { cause },
  );

/** A connection that broke before COMMIT was sent. */
export const connectionLost = (context: string, cause: unknown): MultilithError =>
  new MultilithError(
    'CONNECTION_LOST',
    `The database connection of '${context}' was lost in the middle of a transaction: ${describeThrown(cause).message}. Nothing was committed.`,
    'Repeating the work is safe. If it was an idle-in-transaction timeout, do no I/O to the outside between two statements.',
    { cause },
  );

/** A connection that broke while COMMIT was on its way. */
export const commitUnknown = (context: string, cause: unknown): MultilithError =>
  new MultilithError(
    'COMMIT_UNKNOWN',
    `The database connection of '${context}' was lost while a COMMIT was on its way: ${describeThrown(cause).message}. It may or may not have been committed.`,
    'Repeat the work with the same idempotency key: what was committed is then not done again.',
    { cause },
  );

/** A COMMIT or ROLLBACK inside a statement of the module. */
export const transactionEnded = (context: string): MultilithError =>
  new MultilithError(
    'TRANSACTION_CONTROL',
    `A statement of '${context}' ended the transaction of its handler behind the runtime's back; what ran before it may be committed.`,
    'Remove BEGIN, COMMIT, ROLLBACK and SAVEPOINT from your SQL; use manager.transaction(…) for a part that may fail.',
  );

/** Refuses {@link transactionEnded} before it happens. */
export const transactionControl = (context: string, sql: string): MultilithError =>
  new MultilithError(
    'TRANSACTION_CONTROL',
    `A handler of '${context}' sent "${sql.trim().slice(0, 40)}". The runtime opens and ends the transaction of a handler.`,
    'Remove the statement; use manager.transaction(…) for a part that may fail, and throw to roll back.',
  );

/** Nested transactions that are not properly inside each other. */
export const nestedOverlap = (context: string, problem: string): MultilithError =>
  new MultilithError(
    'NESTED_TRANSACTION',
    `In a handler of '${context}' ${problem}.`,
    'One connection has one stack of savepoints: run nested transactions one after the other, and inside one use nothing from outside in parallel.',
  );

/** Contention in a command that joined a transaction; the whole transaction is retried. */
export const startOver = (context: string, cause: unknown): MultilithError =>
  new MultilithError(
    'TRANSACTION_ABORTED',
    `A command inside a transaction of '${context}' lost a fight for rows (${describeThrown(cause).message}). The transaction as a whole is rolled back and run again.`,
    'Let the error pass; catching it does not save the transaction.',
    { cause },
  );

/** A write in a query handler. */
export const readOnlyQuery = (context: string, message: string, cause: unknown): MultilithError =>
  new MultilithError(
    'READ_ONLY_QUERY',
    `The query ${message} of '${context}' tried to write: ${describeThrown(cause).message}.`,
    `Write in a command or event handler. If this query has to write, list it in the module file: persistence: { …, writingQueries: [${message.split('.').at(-1)}] }.`,
    { cause },
  );

/** A call that would change connections or schemas, which the runtime manages. */
export const managedByRuntime = (call: string): MultilithError =>
  new MultilithError(
    'DATA_SOURCE_MANAGED',
    `${call}() was called on the data source of a context. The runtime opens and closes it, and migrates its schema.`,
    'Remove the call. Change the schema by a migration in the persistence of the module file.',
  );
