import { randomBytes } from 'node:crypto';
import type { JsonValue } from '@multilith/contract';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, Note, openNotes } from '../../test/note-context.js';
import type { ContextDatabase } from '../database/context-database.js';
import { executeOnce, type AnswerToKeep, type KeyedRequest } from './idempotency.js';

let server: TestDatabase;
let notes: ContextDatabase;
let other: ContextDatabase;
let close: () => Promise<unknown>;

beforeAll(async () => {
  server = await createTestDatabase();
  const [one, two] = await Promise.all([openNotes(server.url, {}, 'one'), openNotes(server.url, {}, 'two')]);
  notes = one.database;
  other = two.database;
  close = () => Promise.all([one.close(), two.close()]);
});
afterAll(async () => {
  await close();
  await server.drop();
});
beforeEach(() => notes.pool.query('TRUNCATE note, idempotency_record'));

const request = (change: Partial<KeyedRequest> = {}): KeyedRequest => ({
  key: 'k-1',
  message: 'notes.Change',
  version: 2,
  subject: 'ada',
  fingerprint: 'content 1',
  ...change,
});
const insert = (database: ContextDatabase, id: number): Promise<unknown> =>
  database.dataSource.getRepository(Note).insert({ id, text: '' });
/** Returns the answer of `run`, or the one that was kept. */
async function once(database: ContextDatabase, keyed: KeyedRequest, run: () => Promise<JsonValue>) {
  let answer: JsonValue | undefined;
  const toKeep = async (): Promise<AnswerToKeep> => ({ answer: JSON.stringify((answer = await run())) });
  const kept = await asHandler(database, (unitOfWork) => executeOnce(unitOfWork, keyed, toKeep));
  return { answer, ...kept };
}
const count = async (table: string): Promise<number> => (await notes.pool.query(`SELECT FROM ${table}`)).rowCount ?? 0;

it('a repeated request gets the first answer and has no second effect', async () => {
  const answer = { z: 1, a: ['β', null, 1.5], big: 12345678901234, nested: { empty: {} } };
  const run = vi.fn(async () => {
    await insert(notes, 1);
    return answer;
  });
  expect(await once(notes, request(), run)).toEqual({ answer, replayed: false });
  const repeated = await once(notes, request(), run);
  expect(repeated).toEqual({ answer, replayed: true });
  expect(JSON.stringify(repeated.answer)).toBe(JSON.stringify(answer));
  expect(run).toHaveBeenCalledOnce();
  expect(await count('note')).toBe(1);
});

it('an answer may be nothing', async () => {
  const run = vi.fn(async () => null);
  await once(notes, request(), run);
  expect(await once(notes, request(), run)).toEqual({ answer: null, replayed: true });
});

it('simultaneous requests on two hosts have one effect and one answer', async () => {
  for (let round = 0; round < 20; round++) {
    const keyed = request({ key: `k-${round}` });
    const attempts = await Promise.all(
      [notes, other, notes, other].map((database, index) =>
        once(database, keyed, async () => {
          await insert(database, round);
          return { by: index };
        }),
      ),
    );
    expect(attempts.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(attempts.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
  }
  expect(await count('note')).toBe(20);
});

it('a rival takes its turn when the first one rolls back', async () => {
  let rival: Promise<unknown> | undefined;
  const first = once(notes, request(), async () => {
    await insert(notes, 1);
    rival = once(other, request(), async () => {
      await insert(other, 2);
      return 'second';
    });
    await expect
      .poll(
        () => server.query(`SELECT FROM pg_stat_activity WHERE application_name = 'two' AND wait_event_type = 'Lock'`),
        { timeout: 15_000 },
      )
      .toHaveLength(1);
    throw new Error('refused');
  });
  await expect(first).rejects.toThrow('refused');
  await expect(rival).resolves.toEqual({ answer: 'second', replayed: false });
  const { rows } = await notes.pool.query('SELECT id FROM note');
  expect(rows).toEqual([{ id: 2 }]);
});

it('refused work leaves no record', async () => {
  const refused = once(notes, request(), async () => {
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(await count('idempotency_record')).toBe(0);
  expect(await once(notes, request(), async () => 'now')).toEqual({ answer: 'now', replayed: false });
});

it('the same key with other content is refused, before and after', async () => {
  await once(notes, request(), async () => 'first');
  const run = vi.fn(async () => 'second');
  await expect(once(notes, request({ fingerprint: 'content 2' }), run)).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect(run).not.toHaveBeenCalled();
  expect(await once(notes, request(), run)).toEqual({ answer: 'first', replayed: true });
});

it('a key belongs to one principal and one command', async () => {
  await once(notes, request(), async () => 'ada');
  expect(await once(notes, request({ subject: 'grace' }), async () => 'grace')).toMatchObject({ replayed: false });
  expect(await once(notes, request({ message: 'notes.Remove' }), async () => 'x')).toMatchObject({ replayed: false });
});

it('a subject may be longer than an index takes', async () => {
  const long = (last: string): Partial<KeyedRequest> => ({ subject: `${randomBytes(4_000).toString('hex')}${last}` });
  const [ada, grace] = [long('ada'), long('grace')];
  expect(await once(notes, request(ada), async () => 'ada')).toEqual({ answer: 'ada', replayed: false });
  expect(await once(notes, request(ada), async () => 'again')).toEqual({ answer: 'ada', replayed: true });
  expect(await once(notes, request(grace), async () => 'grace')).toMatchObject({ replayed: false });
});

it('a retry in another version is recognised by its key, and gets the answer in its version', async () => {
  const first = { answer: '{"room":1}', others: { 1: 'null', 3: '{"room":"1"}' } };
  const run = vi.fn(async () => first);
  const keep = (keyed: KeyedRequest) => asHandler(notes, (unitOfWork) => executeOnce(unitOfWork, keyed, run));
  await keep(request());
  expect(await keep(request({ version: 3, fingerprint: 'content 3' }))).toEqual({
    answer: { room: '1' },
    replayed: true,
  });
  expect(await keep(request({ version: 1, fingerprint: 'content 1' }))).toEqual({ answer: null, replayed: true });
  expect(await keep(request({ version: 4, fingerprint: 'content 4' }))).toEqual({
    answer: { room: 1 },
    version: 2,
    replayed: true,
  });
  expect(run).toHaveBeenCalledOnce();
});

it('a record of a release that stored no version is compared by its content', async () => {
  await once(notes, request(), async () => 'first');
  await notes.pool.query('UPDATE idempotency_record SET version = NULL');
  expect(await once(notes, request(), async () => 'second')).toEqual({ answer: 'first', replayed: true });
  await expect(once(notes, request({ version: 3, fingerprint: 'content 3' }), async () => '')).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
});
