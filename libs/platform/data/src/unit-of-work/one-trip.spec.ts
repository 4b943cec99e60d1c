import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { inOneTrip } from './one-trip.js';

let server: TestDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;

beforeAll(async () => {
  server = await createTestDatabase();
  pool = new pg.Pool({ connectionString: server.url, max: 1 });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await server.drop();
});

const outcomes = (answers: PromiseSettledResult<pg.QueryResult>[]): unknown[] =>
  answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value.command : (answer.reason as { code?: string }).code,
  );

it('sends a statement before the one ahead of it is answered, and keeps the answers apart', async () => {
  const first = { name: 'first', text: 'SELECT $1::int AS n, pg_sleep(0.1)', values: [1] };
  const [one, two] = await inOneTrip(client, [first, 'SELECT 2 AS n']);
  expect(one).toMatchObject({ status: 'fulfilled', value: { rows: [{ n: 1 }] } });
  expect(two).toMatchObject({ status: 'fulfilled', value: { rows: [{ n: 2 }] } });

  const written = vi.spyOn(
    (client as unknown as { connection: { stream: { write(): boolean } } }).connection.stream,
    'write',
  );
  const answers = inOneTrip(client, [first, 'SELECT 2 AS n']);
  expect(written.mock.calls.length).toBeGreaterThanOrEqual(2);
  await answers;
  written.mockRestore();
});

it('turns a COMMIT behind a failed statement into a rollback, and leaves the connection usable', async () => {
  await client.query('CREATE TABLE written (id int PRIMARY KEY)');
  await client.query('BEGIN');
  await client.query('INSERT INTO written VALUES (1)');
  const failing = { name: 'insert', text: 'INSERT INTO written VALUES ($1)', values: [1] };
  expect(outcomes(await inOneTrip(client, [failing, 'COMMIT']))).toEqual(['23505', 'ROLLBACK']);
  expect((await client.query('SELECT FROM written')).rowCount).toBe(0);
  expect((client as { pipeline?: boolean }).pipeline).toBe(false);
});

it('sends one by one what pg might not send at all, and stops where it does not', async () => {
  const unsendable = {
    text: 'INSERT INTO written VALUES ($1)',
    values: [
      {
        toPostgres() {
          throw new Error('no form');
        },
      },
    ],
  };
  await client.query('BEGIN');
  await client.query('INSERT INTO written VALUES (2)');
  const answers = await inOneTrip(client, [unsendable, 'COMMIT']);
  expect(answers).toMatchObject([{ status: 'rejected', reason: { message: 'no form' } }]);
  await client.query('ROLLBACK');
});
