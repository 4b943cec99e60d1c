import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextDatabases } from './context-databases.js';
import { contextDatabaseUrl, DATABASE_DEFAULTS } from './database-config.js';
import { withRoleSecret } from './role-secret.js';

type Migrations = readonly (new () => MigrationInterface)[];

let server: TestDatabase;
let children: ChildProcess[] = [];
beforeEach(async () => {
  server = await createTestDatabase();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  children = [];
  await server.drop();
});

/** A migration of one statement. */
const migration = (
  name: string,
  sql: string | readonly string[],
  transaction?: false,
): new () => MigrationInterface => {
  const type = class implements MigrationInterface {
    readonly name = name;
    readonly transaction = transaction as undefined;
    async up(runner: QueryRunner): Promise<void> {
      for (const each of [sql].flat()) await runner.query(each);
    }
    async down(): Promise<void> {}
  };
  Object.defineProperty(type, 'name', { value: name });
  return type;
};

const big = migration(
  'Big1700000000001',
  'CREATE TABLE big AS SELECT g AS id, md5(g::text) AS t FROM generate_series(1, 20000) g',
);
const index = migration('Index1700000000002', 'CREATE INDEX CONCURRENTLY big_t ON big (t)', false);

const open = (schema: string, migrations: Migrations, host = 'spec') => {
  const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: server.url }, host);
  return databases.open(schema, { entities: [], migrations }, 1).finally(() => databases.closeAll());
};

/** A transaction with a snapshot, for which concurrent statements wait. */
async function snapshot(): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query('SELECT 1');
  return { end: () => client.end() };
}

const sessions = (condition: string): Promise<unknown[]> =>
  server.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
  );
const isWaiting = `query LIKE '%CONCURRENTLY%' AND wait_event_type = 'Lock'`;

describe('hosts that start together', () => {
  it.each<[string, Migrations]>([
    ['CREATE INDEX CONCURRENTLY', [index]],
    [
      'REINDEX CONCURRENTLY',
      [
        migration('Plain1700000000002', 'CREATE INDEX big_t ON big (t)'),
        migration('Again1700000000003', 'REINDEX INDEX CONCURRENTLY big_t', false),
      ],
    ],
    [
      'DROP INDEX CONCURRENTLY',
      [
        migration('Plain1700000000002', 'CREATE INDEX big_t ON big (t)'),
        migration('Drop1700000000003', 'DROP INDEX CONCURRENTLY big_t', false),
      ],
    ],
    ['VACUUM', [migration('Vacuum1700000000002', 'VACUUM FULL big', false)]],
    [
      'ALTER TYPE ADD VALUE',
      [
        migration('Type1700000000002', `CREATE TYPE mood AS ENUM ('sad')`),
        migration('Value1700000000003', `ALTER TYPE mood ADD VALUE 'glad'`, false),
        migration('Use1700000000004', `CREATE TABLE feeling AS SELECT 'glad'::mood AS mood`),
      ],
    ],
    [
      'DETACH PARTITION CONCURRENTLY',
      [
        migration('Parts1700000000002', [
          'CREATE TABLE parts (id int) PARTITION BY RANGE (id)',
          'CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)',
          'CREATE TABLE part_2 (id int NOT NULL)',
        ]),
        migration(
          'Detach1700000000003',
          [
            'ALTER TABLE parts DETACH PARTITION part_1 CONCURRENTLY',
            'ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20)',
          ],
          false,
        ),
      ],
    ],
  ])('take turns around %s', { timeout: 90_000 }, async (_, migrations) => {
    await open('pair', [big]);
    const blocker = await snapshot();
    const hosts = Promise.all([1, 2, 3].map((n) => open('pair', [big, ...migrations], `host-${n}`)));
    hosts.catch(() => {});
    // All three wait, and none holds a snapshot that would block CREATE INDEX CONCURRENTLY.
    await expect
      .poll(() => sessions(`application_name LIKE 'host-%'`).then(({ length }) => length), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await blocker.end();
    await hosts;
    expect(await server.query('SELECT count(*)::int AS n FROM pair.migrations')).toEqual([
      { n: 1 + migrations.length },
    ]);
  });

  it('of different contexts do not wait for each other', { timeout: 60_000 }, async () => {
    const contexts = ['one', 'two', 'three'];
    await Promise.all(contexts.map((context) => open(context, [big])));
    await Promise.all(contexts.flatMap((context) => [open(context, [big, index]), open(context, [big, index])]));
    for (const context of contexts)
      expect(
        await server.query(`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = '${context}.big_t'::regclass`),
      ).toEqual([{ valid: true }]);
  });

  it('say in the log what they wait for', { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    vi.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
    await open('pair', [big]);
    const blocker = await snapshot();
    const first = open('pair', [big, index], 'first');
    await expect.poll(() => sessions(isWaiting), { timeout: 30_000 }).toHaveLength(1);
    const second = open('pair', [big, index], 'second');
    await expect
      .poll(() => lines.join('\n'), { timeout: 30_000 })
      .toMatch(
        /Waiting for \d+ s to bring the schema of context 'pair' up to date: it is the turn of host 'first' \(session \d+, for \d+ s: CREATE INDEX CONCURRENTLY.*which waits for session \d+/,
      );
    await blocker.end();
    await Promise.all([first, second]);
  });
});

it('a host waits for the last statement of another one that has lost its turn', { timeout: 60_000 }, async () => {
  const lines: string[] = [];
  vi.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
  await open('pair', [big]);
  // Simulates a killed host: its set-up session still runs, its turn session has ended.
  const left = new pg.Client({
    connectionString: contextDatabaseUrl(await withRoleSecret({ ...DATABASE_DEFAULTS, url: server.url }), 'pair'),
    application_name: 'set-up of pair by the killed one',
  });
  await left.connect();
  const next = open('pair', [big, index], 'next');
  await expect
    .poll(() => lines.join('\n'), { timeout: 30_000 })
    .toContain("it is the turn of host 'the killed one' (session");
  expect(await server.query('SELECT name FROM pair.migrations')).toHaveLength(1);
  await left.end();
  await next;
});

describe('a host that is killed in the middle of a migration', () => {
  const killed = async (): Promise<void> => {
    await open('pair', [big]);
    const blocker = await snapshot();
    const child = fork(fileURLToPath(new URL('../../test/migrating-host.mjs', import.meta.url)), [server.url], {
      execArgv: [],
    });
    children.push(child);
    await expect.poll(() => sessions(isWaiting), { timeout: 60_000 }).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The statement does not outlive its host, although the transaction that it waits for continues.
    await expect.poll(() => sessions(isWaiting), { timeout: 30_000 }).toHaveLength(0);
    await blocker.end();
  };

  it('lets the next go on, which says what is left and how to mend it', { timeout: 120_000 }, async () => {
    await killed();
    const failure = (await open('pair', [big, index]).catch((error: unknown) => error)) as { message: string };
    expect(failure).toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(failure.message).toContain('an invalid index big_t on big');
    expect(failure.message).toContain('nothing was rolled back');
    const [, sql] = /^ {2}(DROP INDEX .*;)$/m.exec(failure.message) ?? [];
    expect(sql).toBe('DROP INDEX CONCURRENTLY pair.big_t;');
    await server.query(sql!);
    await open('pair', [big, index]);
  });
});

describe('a migration that failed', () => {
  const failure = async (...migrations: Migrations): Promise<{ code: string; message: string }> => {
    const failed = await open('pair', migrations).catch((error: unknown) => error);
    return failed as { code: string; message: string };
  };

  it('outside a transaction names the invalid index, and claims no rollback', async () => {
    const twice = migration('Twice1700000000001', 'CREATE TABLE twice AS SELECT 1 AS id FROM generate_series(1, 2)');
    const unique = migration('Unique1700000000002', 'CREATE UNIQUE INDEX CONCURRENTLY twice_id ON twice (id)', false);
    const { code, message } = await failure(twice, unique);
    expect(code).toBe('MIGRATION_FAILED');
    expect(message).toMatch(/Unique1700000000002 of context 'pair' failed: could not create unique index/);
    expect(message).toContain('DROP INDEX CONCURRENTLY pair.twice_id;');
    expect(message).not.toContain('was rolled back,');
    // The next start reports the same cause as the first one, not only that the index exists.
    expect((await failure(twice, unique)).message).toContain('DROP INDEX CONCURRENTLY pair.twice_id;');
  });

  it('outside a transaction names the statements that stay', async () => {
    const { message } = await failure(
      migration(
        'Half1700000000001',
        ['CREATE TABLE half (id int)', 'ALTER TABLE half ADD CHECK (id > 0) NOT VALID', 'SELECT 1/0'],
        false,
      ),
    );
    expect(message).toContain('These statements of it stay: CREATE TABLE half (id int); ALTER TABLE half ADD CHECK');
    expect(message).toContain('The last one was: SELECT 1/0');
    expect(message).toContain('ALTER TABLE pair.half VALIDATE CONSTRAINT half_id_check;');
    expect(message).toContain(`INSERT INTO migrations (timestamp, name) VALUES (1700000000001, 'Half1700000000001');`);
  });

  it('in a transaction was rolled back, also after one without', async () => {
    const { message } = await failure(
      migration('Free1700000000001', 'CREATE TABLE free (id int)', false),
      migration('Bound1700000000002', ['CREATE TABLE bound (id int)', 'SELECT 1/0']),
    );
    expect(message).toMatch(/Bound1700000000002.*division by zero.*was rolled back/s);
    expect(
      await server.query(`SELECT to_regclass('pair.free') IS NOT NULL AS free, to_regclass('pair.bound') AS bound`),
    ).toEqual([{ free: true, bound: null }]);
  });

  it('without a transaction after one with is not called rolled back', async () => {
    const { message } = await failure(
      migration('Bound1700000000001', 'CREATE TABLE bound (id int)'),
      migration('Free1700000000002', ['CREATE TABLE free (id int)', 'SELECT 1/0'], false),
    );
    expect(message).toMatch(/nothing was rolled back/);
    expect(await server.query(`SELECT name FROM pair.migrations`)).toEqual([{ name: 'Bound1700000000001' }]);
  });

  it('for a concurrent statement in a transaction says which property it needs', async () => {
    const { message } = await failure(
      big,
      migration('Index1700000000002', 'CREATE INDEX CONCURRENTLY big_t ON big (t)'),
    );
    expect(message).toContain('transaction = false');
  });

  it('because it swallowed an error names that error', async () => {
    const swallows = class Swallows1700000000001 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('SELECT 1/0').catch(() => {});
      }
      async down(): Promise<void> {}
    };
    expect((await failure(swallows)).message).toContain('division by zero');
  });
});

it('an invalid index that IF NOT EXISTS passed by is reported', async () => {
  const lines: string[] = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  const twice = migration('Twice1700000000001', 'CREATE TABLE twice AS SELECT 1 AS id FROM generate_series(1, 2)');
  const unique = migration(
    'Unique1700000000002',
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS twice_id ON twice (id)',
    false,
  );
  await open('pair', [twice, unique]).catch(() => {});
  await open('pair', [twice, unique]);
  expect(lines.join('\n')).toContain('DROP INDEX CONCURRENTLY pair.twice_id;');
});
