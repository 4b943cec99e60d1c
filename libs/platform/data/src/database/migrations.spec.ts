import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { notePersistence, openNotes } from '../../test/note-context.js';
import { ContextDatabases } from './context-databases.js';
import { DATABASE_DEFAULTS } from './database-config.js';

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());

class Broken1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id int)');
    await runner.query('SELECT 1/0');
  }
  async down(): Promise<void> {}
}

it('a failing migration is rolled back, the ones before it stay, and a corrected start goes on', async () => {
  const open = (migrations: readonly (new () => MigrationInterface)[]) => {
    const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: server.url }, 'spec');
    return databases.open('notes', { ...notePersistence, migrations }, 1).finally(() => databases.closeAll());
  };
  await expect(open([...notePersistence.migrations, Broken1700000000001])).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringMatching(/context 'notes'.*division by zero/),
  });
  expect(
    await server.query(`SELECT to_regclass('notes.note') IS NOT NULL AS note, to_regclass('notes.half') AS half`),
  ).toEqual([{ note: true, half: null }]);
  await open(notePersistence.migrations);
});

it('may take longer than a statement of a handler', async () => {
  class Slow1700000000002 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('SELECT pg_sleep(0.8)');
    }
    async down(): Promise<void> {}
  }
  const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: server.url, statementTimeoutMs: 500 }, 'spec');
  await databases.open('slow', { entities: [], migrations: [Slow1700000000002] }, 1);
  await databases.closeAll();
});

it('a schema of a newer runtime is refused', async () => {
  await (await openNotes(server.url)).close();
  await server.query(`INSERT INTO notes.runtime_version (package, version) VALUES ('data', 1000)`);
  await expect(openNotes(server.url)).rejects.toMatchObject({ code: 'SCHEMA_TOO_NEW' });
});
