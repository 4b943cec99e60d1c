import { quoteIdentifier } from '../sql/identifier.js';

/** Returns the SQL name of the journal of a schema. */
export const journalTable = (schema: string): string => `${quoteIdentifier(schema)}.journal`;

/**
 * Returns SQL that lists the transactions that may still commit to a journal, from `pg_locks`.
 *
 * INSERT takes ROW EXCLUSIVE on its table when the statement is analysed or its plan is fetched, so before it draws the
 * first position, and keeps the lock until the end of the transaction is visible to all sessions. A reader takes no
 * lock; it lists the holders of this lock. Only roles with rights on the schema can take it, so no other context can
 * block readers.
 *
 * The table name is resolved by each statement, because a restore replaces the table.
 */
export const journalWriters = (schema: string): string => `SELECT virtualtransaction AS writer FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
  AND relation = to_regclass('${journalTable(schema).replaceAll("'", "''")}')
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
