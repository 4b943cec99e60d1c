import { expect, it } from 'vitest';
import { isPlainRead, isTransactionControl, makesWritable, mayHaveEffect } from './statement-kind.js';

it.each([
  'SELECT 1',
  '  select * from note',
  '-- why\nSELECT 1',
  '/* a */ SELECT 1',
  '(SELECT 1) UNION (SELECT 2)',
  'SELECT * FROM note FOR UPDATE',
  'SELECT * FROM note FOR NO KEY UPDATE SKIP LOCKED',
  'SELECT updated_at, deleted FROM note',
  'WITH n AS (SELECT 1) SELECT * FROM n',
  'VALUES (1)',
  'TABLE note',
  'SELECT 1;',
])('%s only reads', (sql) => expect(isPlainRead(sql)).toBe(true));

it.each([
  'INSERT INTO note VALUES (1)',
  'update note set id = 1',
  'DELETE FROM note',
  'WITH gone AS (DELETE FROM note RETURNING *) SELECT * FROM gone',
  'WITH new AS MATERIALIZED (INSERT INTO note VALUES (1) RETURNING *) SELECT * FROM new',
  'WITH n AS (UPDATE note SET id = 2 RETURNING id) SELECT * FROM n FOR UPDATE',
  'SELECT * INTO copy FROM note',
  'SELECT 1; TRUNCATE note',
  'EXPLAIN ANALYZE DELETE FROM note',
  'LOCK TABLE note',
  'CALL change()',
  'MERGE INTO note USING x ON true WHEN MATCHED THEN DELETE',
  'CREATE TABLE x ()',
  `DO $$ BEGIN END $$`,
])('%s counts as a write', (sql) => expect(isPlainRead(sql)).toBe(false));

it('recognises what begins or ends a transaction', () => {
  for (const sql of ['BEGIN', ' commit;', 'ROLLBACK TO x', 'SAVEPOINT a', '/* x */ END', 'START TRANSACTION', 'Abort'])
    expect(isTransactionControl(sql), sql).toBe(true);
  for (const sql of ['SELECT 1', 'DO $$ BEGIN END $$', 'SET TRANSACTION READ ONLY', 'INSERT INTO "commit" VALUES (1)'])
    expect(isTransactionControl(sql), sql).toBe(false);
});

it('takes no longer for indented statements, rows of comments and long words', () => {
  const lead = `${'\n'.padEnd(200)}${'/* why */ -- and how\n'.repeat(100)}`;
  const started = performance.now();
  expect(isPlainRead(`${lead}INSERT INTO note VALUES (1)`)).toBe(false);
  expect(isPlainRead(`${lead}SELECT 1`)).toBe(true);
  expect(mayHaveEffect(`SELECT '${'x'.repeat(1_000_000)}'`)).toBe(false);
  expect(isTransactionControl(`${lead}INSERT INTO note VALUES (1)`)).toBe(false);
  // Exponential time would be beyond the age of the universe.
  expect(performance.now() - started).toBeLessThan(1_000);
});

it.each([
  'BEGIN READ WRITE',
  'start transaction isolation level serializable, read write',
  'SET TRANSACTION READ WRITE',
  'SET default_transaction_read_only = off',
  `SELECT set_config('transaction_read_only', 'off', true)`,
  'RESET default_transaction_read_only',
  'RESET ALL',
  'DISCARD ALL',
  'SELECT 1; BEGIN READ WRITE',
  'SELECT 1; RESET ALL',
])('%s makes a read-only session writable', (sql) => expect(makesWritable(sql)).toBe(true));

it.each([
  'SHOW transaction_read_only',
  'START TRANSACTION',
  'SET search_path = x',
  `SELECT * FROM note WHERE text = 'read write'`,
  'SELECT updated_at FROM note',
])('%s does not', (sql) => expect(makesWritable(sql)).toBe(false));

it.each([
  `SELECT note('x')`,
  `SELECT nextval('ticket')`,
  `SELECT * FROM billing.count(1)`,
  `SELECT "note"('x')`,
  'SELECT * FROM note FOR NO KEY UPDATE',
])('%s may have an effect', (sql) => expect(mayHaveEffect(sql)).toBe(true));

it.each([
  'SELECT "note"."id" AS "note_id" FROM "note" "note" WHERE (("note"."id" IN ($1, $2))) AND ("note"."deletedAt" IS NULL)',
  'SELECT COUNT(DISTINCT("note"."id")) AS "cnt" FROM "note" "note" HAVING max(at) < now()',
  'WITH n AS (SELECT CAST(1 AS numeric(10, 2))) SELECT coalesce(sum(x), 0) OVER (PARTITION BY y) FROM n',
])('%s has none', (sql) => expect(mayHaveEffect(sql)).toBe(false));
