import { quoteIdentifier } from '../sql/identifier.js';

/** The journal in a schema, as SQL names it. */
export const journalTable = (schema: string): string => `${quoteIdentifier(schema)}.journal`;

/**
 * The transactions that may still commit positions of a journal, as `pg_locks` shows them.
 *
 * INSERT takes ROW EXCLUSIVE on its table when the statement is analysed or its plan is fetched, so before the first
 * position is drawn, and the lock lasts until the transaction has ended for everybody. A reader takes no lock; it looks
 * who holds this one. Only roles with rights on the schema can take it, so no other context can hold up the readers.
 *
 * The name is resolved at each look: the table may be another one after a restore.
 */
export const journalWriters = (schema: string): string => `SELECT virtualtransaction AS writer FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
  AND relation = to_regclass('${journalTable(schema).replaceAll("'", "''")}')
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
