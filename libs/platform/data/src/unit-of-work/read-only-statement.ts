import type pg from 'pg';
import type { Statement } from '../sql/statement.js';
import type { Transaction } from './transaction.js';

/**
 * Runs a statement of a query handler inside the transaction of a command, so that PostgreSQL refuses a write. Takes
 * two more round trips; use it only for statements that may have an effect.
 */
export async function runReadOnly(
  transaction: Transaction,
  statement: Statement,
  params: unknown[] | undefined,
  /** Statements to run before it. */
  ahead: readonly string[],
): Promise<pg.QueryResult> {
  // All three are queued at once, so no other statement of the transaction gets between them.
  const [begun, answer] = await Promise.allSettled([
    transaction.run('SAVEPOINT read_only; SET TRANSACTION READ ONLY', undefined, ahead),
    transaction.run(statement, params),
    transaction.run('ROLLBACK TO SAVEPOINT read_only; RELEASE SAVEPOINT read_only'),
  ]);
  if (answer.status === 'fulfilled') return answer.value;
  if (begun.status === 'fulfilled') transaction.recovered();
  throw answer.reason;
}
