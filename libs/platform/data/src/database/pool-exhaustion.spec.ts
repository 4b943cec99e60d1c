import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, Note, openNotes } from '../../test/note-context.js';
import { runOutsideScopes } from '../scope/call-scope.js';
import type { ContextDatabase } from './context-database.js';

const POOL = 10;
const ACQUIRE_MS = 1_500;

let server: TestDatabase;
let notes: ContextDatabase;
let close: () => Promise<void>;

beforeAll(async () => {
  server = await createTestDatabase();
  ({ database: notes, close } = await openNotes(server.url, { poolTotal: POOL, acquireTimeoutMs: ACQUIRE_MS }));
});
afterAll(async () => {
  await close();
  await server.drop();
});

it('ten commands that each query outside their transaction end in an error that names the cause, not in a hang', async () => {
  let holding = 0;
  const command = (id: number): Promise<unknown> =>
    asHandler(notes, async () => {
      await notes.dataSource.getRepository(Note).insert({ id, text: '' });
      holding++;
      await expect.poll(() => holding).toBe(POOL);
      await runOutsideScopes(() => notes.dataSource.query('SELECT 1'));
    });

  const started = performance.now();
  const outcomes = await Promise.allSettled(Array.from({ length: POOL }, (_, id) => command(id)));
  expect(performance.now() - started).toBeLessThan(2 * ACQUIRE_MS + 5_000);
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) expect(failure).toMatchObject({ code: 'POOL_EXHAUSTED' });
  // The first one to fail names all ten; those that fail with it may find some rolled back already.
  expect(failures.map(({ message }: Error) => message)).toContainEqual(
    expect.stringMatching(
      /context 'notes'.*all 10 are in use: 10 by notes\.Change \(for up to \d+ ms; [^)]*idle in a transaction.*a second connection/s,
    ),
  );

  expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
  await asHandler(notes, () => notes.dataSource.query('SELECT 1'));
});

it('the transaction that finds no connection says so too, once and not once per statement', async () => {
  const clients = await Promise.all(Array.from({ length: POOL }, () => notes.pool.connect()));
  const started = performance.now();
  const starved = asHandler(notes, () =>
    Promise.allSettled(Array.from({ length: 20 }, () => notes.dataSource.query('SELECT 1'))),
  );
  await expect(starved).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED', cause: { code: 'POOL_EXHAUSTED' } });
  expect(performance.now() - started).toBeLessThan(2 * ACQUIRE_MS + 5_000);
  clients.forEach((client) => client.release());
});

it('query runners that were not released are named as such', async () => {
  const runners = Array.from({ length: POOL }, () => notes.dataSource.createQueryRunner());
  for (const runner of runners) await runner.query('SELECT 1');
  await expect(asHandler(notes, () => notes.dataSource.query('SELECT 1'))).rejects.toMatchObject({
    code: 'POOL_EXHAUSTED',
    message: expect.stringMatching(
      /10 by work outside a handler \(for up to \d+ ms; idle, not released\).*release\(\)/s,
    ),
  });
  for (const runner of runners) await runner.release();
});

it('slow statements are named as such', async () => {
  const slow = Array.from({ length: POOL }, () => notes.dataSource.query('SELECT pg_sleep(3)'));
  await expect.poll(() => notes.pool.totalCount - notes.pool.idleCount, { timeout: 10_000 }).toBe(POOL);
  const deadline = Date.now() + 1_500;
  await expect(asHandler(notes, () => notes.dataSource.query('SELECT 1'), deadline)).rejects.toMatchObject({
    code: 'POOL_EXHAUSTED',
    message: expect.stringMatching(
      /10 by work outside a handler \(for up to \d+ ms; a statement is running\).*pg_stat_activity/s,
    ),
  });
  await Promise.all(slow);
});
