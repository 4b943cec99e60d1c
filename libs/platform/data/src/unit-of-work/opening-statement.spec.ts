import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { OpeningStatement } from './opening-statement.js';

let server: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  server = await createTestDatabase();
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('CREATE TABLE written (id int PRIMARY KEY, at timestamp)');
});
afterEach(async () => {
  await client.query('ROLLBACK');
  await client.query('TRUNCATE written');
});
afterAll(async () => {
  await client.end();
  await server.drop();
});

const BEGIN = 'BEGIN READ WRITE';
const opening = (text: string, values: unknown[], begin = BEGIN, name?: string): OpeningStatement =>
  OpeningStatement.of(begin, { text, values, ...(name === undefined ? {} : { name }) }, undefined)!;
const insert = (id: number, begin?: string, name?: string): OpeningStatement =>
  opening('INSERT INTO written (id) VALUES ($1) RETURNING id', [id], begin, name);
const count = async (): Promise<number | null> => (await client.query('SELECT FROM written')).rowCount;

it('opens the transaction and returns the answer of the statement alone', async () => {
  const first = insert(1);
  expect(await first.run(client)).toMatchObject({ command: 'INSERT', rowCount: 1, rows: [{ id: 1 }] });
  expect(first.hasBegun).toBe(true);
  expect(client.getTransactionStatus()).toBe('T');
  await client.query('ROLLBACK');
  expect(await count()).toBe(0);
});

it('does not run the statement if BEGIN fails, and leaves the connection usable', async () => {
  const first = insert(1, 'BEGIN ISOLATION LEVEL NONE', 'refused_begin');
  await expect(first.run(client)).rejects.toMatchObject({ code: '42601' });
  expect(first.hasBegun).toBe(false);
  expect(client.getTransactionStatus()).toBe('I');
  expect(await count()).toBe(0);

  // The name was not prepared, so it has to be parsed now.
  expect(await insert(2, BEGIN, 'refused_begin').run(client)).toMatchObject({ rows: [{ id: 2 }] });
});

it('leaves a failed transaction open if the statement fails', async () => {
  await client.query('INSERT INTO written VALUES (1)');
  const first = insert(1);
  await expect(first.run(client)).rejects.toMatchObject({ code: '23505' });
  expect(first.hasBegun).toBe(true);
  await expect(client.query('SELECT')).rejects.toMatchObject({ code: '25P02' });
});

it('prepares a named statement once, and not if it cannot be parsed', async () => {
  const broken = opening('INSERT INTO nowhere VALUES ($1)', [1], BEGIN, 'named');
  await expect(broken.run(client)).rejects.toMatchObject({ code: '42P01' });
  await client.query('ROLLBACK');
  await client.query('CREATE TABLE nowhere (id int)');
  for (const id of [1, 2]) {
    await opening('INSERT INTO nowhere VALUES ($1)', [id], BEGIN, 'named').run(client);
    await client.query('COMMIT');
  }
  const { rows } = await client.query("SELECT name FROM pg_prepared_statements WHERE name = 'named'");
  expect(rows).toEqual([{ name: 'named' }]);
  expect((await client.query('SELECT FROM nowhere')).rowCount).toBe(2);
});

it('sends dates in UTC, as all statements of a context', async () => {
  const at = new Date('2026-03-29T02:30:00Z');
  await opening('INSERT INTO written VALUES (1, $1)', [at]).run(client);
  const { rows } = await client.query('SELECT at::text FROM written');
  expect(rows).toEqual([{ at: '2026-03-29 02:30:00' }]);
});

it.each<[string, string | pg.QueryConfig, unknown[] | undefined]>([
  ['a text without parameters, which may consist of several statements', 'SELECT 1; SELECT 2', undefined],
  ['an empty list of parameters', 'SELECT 1', []],
  ['a parameter that makes its own text', 'SELECT $1', [{ toPostgres: () => 'x' }]],
  ['a cursor', { text: 'SELECT $1', values: [1], submit: () => {} } as pg.QueryConfig, undefined],
])('leaves %s to be sent alone', (_what, statement, values) => {
  expect(OpeningStatement.of(BEGIN, statement, values)).toBeUndefined();
});
