import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openContexts, type TestContexts } from '../testing/context-database.js';
import { anEvent } from '../testing/events.js';
import { journalWriters } from './journal-lock.js';
import { appendToJournal } from './journal-writer.js';

let contexts: TestContexts;
let writer: pg.Client;
let others: pg.Client[] = [];
const roleOf = (context: string): string => (contexts.of(context).dataSource.options as { url: string }).url;
const connect = async (context: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: roleOf(context) });
  await client.connect();
  others.push(client);
  return client;
};
const writers = async (): Promise<unknown[]> =>
  (await contexts.of('orders').pool.query(journalWriters('orders'))).rows.map(({ writer: one }) => one as unknown);
const append = (count = 1): Promise<void> =>
  appendToJournal(
    // Named, as the runtime sends it: from the second time on the plan comes from the cache.
    (text, values) => writer.query({ name: text.includes('VALUES') ? 'one' : 'many', text, values }),
    'orders',
    Array.from({ length: count }, () => anEvent('k', 1)),
  );

beforeAll(async () => {
  contexts = await openContexts(['orders', 'reporting']);
  writer = await connect('orders');
  others = [];
});
afterEach(async () => {
  await writer.query('ROLLBACK');
  await Promise.all(others.splice(0).map((client) => client.end()));
});
afterAll(async () => {
  await writer.end();
  await contexts.drop();
});

describe('a transaction that appends to a journal', () => {
  const many = Array.from({ length: 40 }, (_, n) => `many_${n}`);
  beforeAll(async () => {
    for (const name of many) await writer.query(`CREATE TABLE ${name} ()`);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['with one event', () => append()],
    ['with several events', () => append(3)],
    ['with a plan that is used again and again', () => append().then(() => append())],
    [
      'in a savepoint that is kept',
      () =>
        writer
          .query('SAVEPOINT s')
          .then(() => append())
          .then(() => writer.query('RELEASE s')),
    ],
    [
      'after more locks than a process keeps for itself',
      async () => {
        for (const name of many) await writer.query(`SELECT FROM ${name}`);
        await append();
      },
    ],
    [
      'and meets a table lock afterwards',
      async () => {
        await append();
        const other = await connect('orders');
        await other.query('BEGIN');
        await expect(other.query('LOCK TABLE journal NOWAIT')).rejects.toMatchObject({ code: '55P03' });
      },
    ],
  ])('is seen until it has ended: %s', async (_how, work) => {
    for (const end of ['COMMIT', 'ROLLBACK']) {
      await writer.query('BEGIN');
      const { rows } = await writer.query<{ me: string }>(
        "SELECT virtualtransaction AS me FROM pg_locks WHERE locktype = 'virtualxid' AND pid = pg_backend_pid()",
      );
      expect(await writers()).toEqual([]);
      await work();
      expect(await writers()).toEqual([rows[0]!.me]);
      await writer.query(end);
      expect(await writers()).toEqual([]);
    }
  });

  it('is not seen any more when the savepoint that appended is undone', async () => {
    await writer.query('BEGIN');
    await writer.query('SAVEPOINT s');
    await append();
    await writer.query('ROLLBACK TO s');
    expect(await writers()).toEqual([]);
  });
});

describe('the role of another context', () => {
  it.each([
    ['a table lock', 'LOCK TABLE orders.journal IN ROW EXCLUSIVE MODE'],
    ['any table lock', 'LOCK TABLE orders.journal IN ACCESS SHARE MODE'],
    ['an insert', 'INSERT INTO orders.journal DEFAULT VALUES'],
    ['a delete', 'DELETE FROM orders.journal'],
    ['row locks', 'SELECT FROM orders.journal FOR UPDATE'],
    ['a prepared statement', 'PREPARE p AS INSERT INTO orders.journal DEFAULT VALUES'],
    ['a position', "SELECT nextval('orders.journal_id_seq')"],
    ['a position, by number', 'SELECT nextval($sequence::oid)'],
    ['another position', 'SELECT setval($sequence::oid, 1000000)'],
    ['a comment', "COMMENT ON TABLE orders.journal IS 'mine'"],
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON orders.journal EXECUTE FUNCTION f()'],
    ['a reference', 'CREATE TABLE r (id bigint REFERENCES orders.journal)'],
    ['a child', 'CREATE TABLE c () INHERITS (orders.journal)'],
    ['a copy of its shape', 'CREATE TABLE c (LIKE orders.journal)'],
  ])('cannot pass for a writer by %s', async (_what, sql) => {
    const [{ sequence } = { sequence: '' }] = await contexts.database.query<{ sequence: string }>(
      "SELECT 'orders.journal_id_seq'::regclass::oid::text AS sequence",
    );
    const stranger = await connect('reporting');
    await stranger.query('BEGIN');
    await expect(stranger.query(sql.replace('$sequence', sequence))).rejects.toMatchObject({ code: '42501' });
    expect(await writers()).toEqual([]);
    await append();
  });

  it('holds up nothing by every advisory lock that it can think of', async () => {
    const stranger = await connect('reporting');
    // The numbers that an earlier version locked for the journal of orders.
    await stranger.query('SELECT pg_advisory_lock($1, $2)', [0x4d4c4a01, 845059820]);
    await append();
    expect(await writers()).toEqual([]);
  });
});
