import { MultilithError } from '@multilith/contract';
import { QueryFailedError } from 'typeorm';
import { currentScope } from '../scope/call-scope.js';
import { readOnlyQuery } from '../unit-of-work/transaction-errors.js';

/** SQLSTATE of a write in a read-only transaction. */
export const READ_ONLY = '25006';

/**
 * Unwraps errors of the runtime, which TypeORM wraps like any error of a connection, so that modules see the code and
 * remedy.
 */
export function moduleError(error: unknown): unknown {
  if (!(error instanceof QueryFailedError)) return error;
  const cause: unknown = error.driverError;
  if (cause instanceof MultilithError) return cause;
  const scope = currentScope();
  const isWriteInQuery = scope?.definition.kind === 'query' && (cause as { code?: unknown }).code === READ_ONLY;
  return isWriteInQuery ? readOnlyQuery(scope.context, scope.message, error) : error;
}
