import { expect, it } from 'vitest';
import { isPlainRead, isTransactionControl, makesWritable, mayHaveEffect, takesLocks } from './statement-kind.js';

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
  '/* a /* nested */ comment */ SELECT 1',
  'SELECT 1 /* not an update */ -- nor a ; DELETE',
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
  '/* a /* nested */ comment */ DELETE FROM note',
  ';DELETE FROM note',
  'WITH n AS (DELETE/**/FROM note RETURNING *) SELECT * FROM n',
  // A comment in a literal is text.
  `SELECT '/*'; DELETE FROM note; SELECT '*/'`,
  `SELECT $$/*$$; DELETE FROM note; SELECT $$*/$$`,
  `SELECT E'\\'--'; DELETE FROM note`,
  `SELECT "--"; DELETE FROM note`,
])('%s counts as a write', (sql) => expect(isPlainRead(sql)).toBe(false));

it.each([
  '/* /* */ */ COMMIT',
  '-- why\r\nCOMMIT',
  ';COMMIT',
  ' ; ; /* x */ ; COMMIT',
  'SELECT 1; COMMIT',
  'SELECT 1;/* x */-- y\nCOMMIT',
  `SELECT ';'; ROLLBACK`,
  `SELECT '''; x'; ROLLBACK`,
  `SELECT E'\\'; x'; ROLLBACK`,
  `SELECT "a;b"; ROLLBACK`,
  `SELECT a$b$; COMMIT`,
  'SELECT $1; COMMIT',
  'DO $a$ BEGIN $$;$$; END $a$; COMMIT',
  'START/**/TRANSACTION',
  `CREATE FUNCTION one() RETURNS int BEGIN ATOMIC SELECT 1; END; END`,
  `CREATE TABLE x (y text DEFAULT 'begin atomic'); END`,
])('%s controls a transaction', (sql) => expect(isTransactionControl(sql)).toBe(true));

it.each([
  `SELECT '; COMMIT'`,
  `SELECT 1 -- ; COMMIT`,
  `SELECT 1 /* ; /* */ COMMIT */`,
  `SELECT 1 AS "; COMMIT"`,
  `SELECT E'\\'; COMMIT'`,
  'DO $$ BEGIN UPDATE note SET id = 1; END $$',
  'DO $a$ BEGIN PERFORM $$; COMMIT; $$; END; $a$',
  `CREATE OR REPLACE FUNCTION one() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END;`,
  'SELECT 1; SELECT 2',
  ';',
  '/* COMMIT',
  `SELECT '; COMMIT`,
])('%s does not control a transaction', (sql) => expect(isTransactionControl(sql)).toBe(false));

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

it('reads much of what begins something and never ends it', () => {
  const classifiers = [isPlainRead, isTransactionControl, makesWritable, mayHaveEffect, takesLocks];
  for (const text of [
    '/*',
    '*/',
    '--',
    "'",
    '"',
    '$',
    '$a',
    "E'",
    '\\',
    ';',
    'set ',
    'begin ',
    'create function ',
    '; end ',
  ])
    for (const sql of [text.repeat(50_000), `SELECT ${text.repeat(25_000)}; COMMIT`])
      for (const classify of classifiers) classify(sql);
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
  '/* /* */ */ BEGIN READ WRITE',
  'BEGIN READ/**/WRITE',
  'SELECT 1; /* x */ RESET/* y */ALL',
  'SET/**/transaction_read_only = off',
  'SELECT 1;SET TRANSACTION READ WRITE',
])('%s makes a read-only session writable', (sql) => expect(makesWritable(sql)).toBe(true));

it.each([
  'SHOW transaction_read_only',
  'START TRANSACTION',
  'SET search_path = x',
  `SELECT * FROM note WHERE text = 'read write'`,
  'SELECT updated_at FROM note',
  `SET search_path = x; SHOW transaction_read_only`,
  `BEGIN; SELECT 'read write'`,
])('%s does not', (sql) => expect(makesWritable(sql)).toBe(false));

it.each([
  `SELECT note('x')`,
  `SELECT nextval('ticket')`,
  `SELECT * FROM billing.count(1)`,
  `SELECT "note"('x')`,
  'SELECT * FROM note FOR NO KEY UPDATE',
  `SELECT nextval/* x */('ticket')`,
  'SELECT * FROM note FOR/**/UPDATE',
])('%s may have an effect', (sql) => expect(mayHaveEffect(sql)).toBe(true));

it.each([
  'SELECT "note"."id" AS "note_id" FROM "note" "note" WHERE (("note"."id" IN ($1, $2))) AND ("note"."deletedAt" IS NULL)',
  'SELECT COUNT(DISTINCT("note"."id")) AS "cnt" FROM "note" "note" HAVING max(at) < now()',
  'WITH n AS (SELECT CAST(1 AS numeric(10, 2))) SELECT coalesce(sum(x), 0) OVER (PARTITION BY y) FROM n',
])('%s has none', (sql) => expect(mayHaveEffect(sql)).toBe(false));
