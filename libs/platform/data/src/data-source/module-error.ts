import { MultilithError } from '@multilith/contract';
import { QueryFailedError } from 'typeorm';
import { currentScope } from '../scope/call-scope.js';
import { readOnlyQuery } from '../unit-of-work/transaction-errors.js';

/** SQLSTATE of a write in a read-only transaction. */
export const READ_ONLY = '25006';

/** An error of a statement as a module sees it: TypeORM wraps all that a connection throws, and ours carry a code and a remedy. */
export function moduleError(error: unknown): unknown {
  if (!(error instanceof QueryFailedError)) return error;
  const cause: unknown = error.driverError;
  if (cause instanceof MultilithError) return cause;
  const scope = currentScope();
  const isWriteInQuery = scope?.definition.kind === 'query' && (cause as { code?: unknown }).code === READ_ONLY;
  return isWriteInQuery ? readOnlyQuery(scope.context, scope.message, error) : error;
}
