import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { asHandler, Note, openNotes } from '../../test/note-context.js';
import { runOutsideScopes } from '../call/call-scope.js';
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
  for (const failure of failures)
    expect(failure).toMatchObject({
      code: 'POOL_EXHAUSTED',
      message: expect.stringMatching(/context 'notes'.*all 10 are in use by notes\.Change.*waits for a second one/s),
    });

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
