import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type {} from './global-setup.js';

/** An empty database for one spec file. */
export interface TestDatabase {
  /** URL of the superuser in this database. */
  readonly url: string;
  /** Its name; the login roles of its contexts are called `<name>_<context>`. */
  readonly name: string;
  /** Runs statements as the superuser, one after the other. */
  query<Row extends pg.QueryResultRow = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<Row[]>;
  /** Removes the database, closing its connections, and the roles of its contexts. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database on the server of the global setup.
 *
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(serverUrl: string = inject('postgresUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const location = new URL(serverUrl);
  location.pathname = `/${name}`;
  return {
    url: location.href,
    name,
    query: (sql, params) => asSuperuser(location.href, async (client) => (await client.query(sql, params)).rows),
    drop: () =>
      asSuperuser(serverUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        const { rows } = await client.query<{ role: string }>(
          'SELECT quote_ident(rolname) AS role FROM pg_roles WHERE starts_with(rolname, $1)',
          [`${name}_`],
        );
        for (const { role } of rows) await client.query(`DROP ROLE IF EXISTS ${role}`);
      }),
  };
}

async function asSuperuser<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
