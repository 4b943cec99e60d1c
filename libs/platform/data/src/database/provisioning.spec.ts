import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { CreateNote1700000000000, Note, notePersistence, openNotes } from '../../test/note-context.js';
import { ContextDatabases } from './context-databases.js';
import { contextDatabaseUrl, DATABASE_DEFAULTS, type DatabaseConfig } from './database-config.js';
import { withRoleSecret } from './role-secret.js';
import { DATA_TABLES } from './platform-tables.js';

const configOf = (url: string, change: Partial<DatabaseConfig> = {}): DatabaseConfig => ({
  ...DATABASE_DEFAULTS,
  url,
  ...change,
});

/** The login of a context, with the secret that the database keeps. */
const loginOf = async (url: string, context: string): Promise<string> =>
  contextDatabaseUrl(await withRoleSecret(configOf(url)), context);

async function asRole<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('a context and its role', () => {
  let server: TestDatabase;
  let databases: ContextDatabases;

  beforeAll(async () => {
    server = await createTestDatabase();
    databases = new ContextDatabases(configOf(server.url), 'spec');
    await Promise.all(['notes', 'gift-cards'].map((context) => databases.open(context, notePersistence, 2)));
    await asRole(await loginOf(server.url, 'notes'), (client) => client.query(`INSERT INTO note VALUES (1, 'secret')`));
  });
  afterAll(async () => {
    await databases.closeAll();
    await server.drop();
  });

  it.each([
    ['reads a table', 'SELECT * FROM notes.note'],
    ['writes a table', `INSERT INTO notes.note VALUES (2, '')`],
    ['reads the journal', 'SELECT * FROM notes.journal'],
    ['joins its own table with another', 'SELECT * FROM note JOIN notes.note AS other USING (id)'],
    ['creates a table', 'CREATE TABLE notes.mine (id int)'],
    ['drops the schema', 'DROP SCHEMA notes CASCADE'],
    ['takes over the other role', 'SET ROLE notes_role'],
    ['creates a table that all could see', 'CREATE TABLE public.shared (id int)'],
    ['creates a schema', 'CREATE SCHEMA mine'],
    ['creates a role', 'CREATE ROLE mine'],
    ['reads the passwords', 'SELECT * FROM pg_authid'],
  ])('the database refuses a role that %s of another context', async (_what, sql) => {
    const refused = asRole(await loginOf(server.url, 'gift-cards'), (client) =>
      client.query(sql.replace('notes_role', `"${server.name}_notes"`)),
    );
    await expect(refused).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps its own schema as the only one in the search path, for every client that connects as it', async () => {
    const path = await asRole(await loginOf(server.url, 'gift-cards'), (client) => client.query('SHOW search_path'));
    expect(path.rows).toEqual([{ search_path: '"gift-cards"' }]);
  });

  it('keeps the password out of the statements that the server may log', async () => {
    const [row] = await server.query<{ verifier: string }>(
      'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1',
      [`${server.name}_notes`],
    );
    expect(row?.verifier).toMatch(/^SCRAM-SHA-256\$4096:/);
  });

  it('opens again without special rights, and with them after the secret has changed', async () => {
    const again = await openNotes(server.url);
    expect(await again.database.dataSource.getRepository(Note).count()).toBe(1);
    await again.close();
    const rotated = await openNotes(server.url, { roleSecret: 'another' });
    expect(await rotated.database.dataSource.getRepository(Note).count()).toBe(1);
    await rotated.close();
    await expect(openNotes(server.url)).rejects.toMatchObject({ code: 'DATABASE_ROLE_SECRET_ELSEWHERE' });
  });
});

it('two hosts that start together on an empty database both succeed, every time', async () => {
  const contexts = ['catalog', 'notes', 'orders'];
  for (let round = 0; round < 8; round++) {
    const server = await createTestDatabase();
    const hosts = ['one', 'two'].map((host) => new ContextDatabases(configOf(server.url), host));
    const opened = await Promise.all(
      hosts.flatMap((host) => contexts.map((context) => host.open(context, notePersistence, 3))),
    );
    const migrations = await Promise.all(opened.map(({ pool }) => pool.query('SELECT name FROM migrations')));
    for (const { rows } of migrations) expect(rows).toEqual([{ name: CreateNote1700000000000.name }]);
    const versions = await Promise.all(opened.map(({ pool }) => pool.query('SELECT version FROM runtime_version')));
    for (const { rowCount } of versions) expect(rowCount).toBe(DATA_TABLES.steps.length);
    await Promise.all(hosts.map((host) => host.closeAll()));
    await server.drop();
  }
}, 60_000);

describe('a user that is no superuser', () => {
  let server: TestDatabase;
  let userUrl: string;

  beforeAll(async () => {
    server = await createTestDatabase();
    const url = new URL(server.url);
    url.username = `${server.name}_user`;
    url.password = 'secret';
    userUrl = url.href;
    await server.query(`CREATE ROLE ${url.username} LOGIN PASSWORD 'secret'`);
  });
  afterAll(() => server.drop());

  it('without CREATEROLE gets the exact SQL, which works and contains no password', async () => {
    const refused = openNotes(userUrl, { roleSecret: 'known' });
    const error = await refused.catch((caught: unknown) => caught as Error & { code: string; remedy: string });
    expect(error).toMatchObject({ code: 'DATABASE_PROVISIONING' });
    const { remedy } = error as { remedy: string };
    expect(remedy).toContain('NOTES_DATABASE_URL');
    expect(remedy).not.toContain(
      new URL(contextDatabaseUrl(configOf(userUrl, { roleSecret: 'known' }), 'notes')).password,
    );

    for (const [sql] of remedy.matchAll(/^ {2}.*;$/gm)) await server.query(sql);
    const { database, close } = await openNotes(userUrl, { roleSecret: 'known' });
    await database.dataSource.getRepository(Note).insert({ id: 1, text: '' });
    await close();
  });

  it('with CREATEROLE and CREATE on the database is enough', async () => {
    await server.query(`ALTER ROLE ${server.name}_user CREATEROLE`);
    await server.query(`GRANT CREATE ON DATABASE ${server.name} TO ${server.name}_user`);
    const databases = new ContextDatabases(configOf(userUrl), 'spec');
    const orders = await databases.open('orders', notePersistence, 1);
    expect((await orders.pool.query('SELECT current_user AS role')).rows).toEqual([{ role: `${server.name}_orders` }]);
    await expect(asRole(userUrl, (client) => client.query('SELECT * FROM orders.note'))).rejects.toMatchObject({
      code: '42501',
    });
    await databases.closeAll();
  });
});

describe('a login of its own (<CONTEXT>_DATABASE_URL)', () => {
  it('needs no special rights where its schema exists', async () => {
    const server = await createTestDatabase();
    await server.query(`CREATE ROLE ${server.name}_own LOGIN PASSWORD 'secret'`);
    const own = Object.assign(new URL(server.url), { username: `${server.name}_own`, password: 'secret' }).href;
    const config = configOf('', { contextUrls: { notes: own } });

    const early = new ContextDatabases(config, 'spec').open('notes', notePersistence, 1);
    await expect(early).rejects.toMatchObject({
      code: 'DATABASE_PROVISIONING',
      remedy: expect.stringContaining(`CREATE SCHEMA IF NOT EXISTS "notes" AUTHORIZATION "${server.name}_own";`),
    });

    await server.query(`CREATE SCHEMA notes AUTHORIZATION ${server.name}_own`);
    const databases = new ContextDatabases(config, 'spec');
    const notes = await databases.open('notes', notePersistence, 1);
    await notes.dataSource.getRepository(Note).insert({ id: 1, text: '' });
    expect(await server.query('SELECT id FROM notes.note')).toEqual([{ id: 1 }]);
    await databases.closeAll();
    await server.drop();
  });
});

it('a schema with another owner is left alone', async () => {
  const server = await createTestDatabase();
  await server.query('CREATE SCHEMA notes');
  await expect(openNotes(server.url)).rejects.toMatchObject({
    code: 'DATABASE_PROVISIONING',
    remedy: expect.stringContaining('ALTER SCHEMA "notes" OWNER TO'),
  });
  await server.drop();
});

it('a database that does not answer, or refuses the password, is named', async () => {
  await expect(openNotes('postgres://someone:wrong@127.0.0.1:1/none')).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  });
  const server = await createTestDatabase();
  const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).href;
  await expect(openNotes(wrong)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringContaining('password'),
  });
  await server.drop();
});
