import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openContexts, type TestContexts } from '../../test/engine/context-database.js';
import { anEvent } from '../../test/engine/events.js';
import { SILENT } from '../../test/engine/postgres-engine.js';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { DEFAULT_TIMING } from '../engine/engine-timing.js';
import { JournalTail } from '../engine/journal-tail.js';
import type { JournaledEvent } from '../journal/journal-entry.js';
import { appendToJournal } from '../journal/journal-writer.js';
import { PostgresJournalSource } from './postgres-journal-source.js';
import { systemClock } from './system-clock.js';

const WRITERS = 16;
const ROWS = 5;
/** Rounds of 16 transactions each; more of them with MULTILITH_ROUNDS. */
const ROUNDS = Number(process.env['MULTILITH_ROUNDS'] ?? 100);

describe.each(['nobody else', 'another database', 'the same database'])(
  'the tail of a journal, with a long transaction open in %s',
  (where) => {
    let contexts: TestContexts;
    let other: TestDatabase;
    let longOne: pg.Client | undefined;
    let clients: pg.Client[];
    let tail: JournalTail;
    const seen: JournaledEvent[] = [];
    const written = new Set<string>();

    beforeAll(async () => {
      contexts = await openContexts(['orders']);
      other = await createTestDatabase();
      await contexts.database.query('CREATE TABLE orders.fought_for (key text PRIMARY KEY, n integer NOT NULL)');
      await contexts.database.query(
        `INSERT INTO orders.fought_for SELECT 'k' || k, 0 FROM generate_series(0, ${ROWS - 1}) k`,
      );
      clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(contexts.database.url)));
      const urls = { 'another database': other.url, 'the same database': contexts.database.url } as Record<
        string,
        string
      >;
      if (urls[where]) {
        longOne = await connect(urls[where]);
        await longOne.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
        await longOne.query('CREATE TEMP TABLE held (n integer)'); // Takes a transaction id and a snapshot.
        await longOne.query('SELECT * FROM held');
      }
      tail = new JournalTail({
        source: new PostgresJournalSource(contexts.of('orders')),
        clock: systemClock,
        timing: DEFAULT_TIMING,
        logger: SILENT,
        names: ['orders.OrderPlaced'],
        readers: [{ grown: (_publisher, events) => void seen.push(...events) }],
      });
      tail.start();
      await tail.whenReady();
    });

    afterAll(async () => {
      await tail.stop();
      await Promise.all([...clients, ...(longOne ? [longOne] : [])].map((client) => client.end()));
      await contexts.drop();
      await other.drop();
    });

    /** Fights for a row, publishes what it made of it, and takes its time to commit; one in eight gives up instead. */
    const write = async (client: pg.Client): Promise<void> => {
      const pause = `SELECT pg_sleep(${Math.random() < 0.3 ? Math.random() * 0.004 : 0})`;
      const key = `k${Math.floor(Math.random() * ROWS)}`;
      await client.query('BEGIN');
      const update = 'UPDATE orders.fought_for SET n = n + 1 WHERE key = $1 RETURNING n';
      const { rows } = await client.query<{ n: number }>(update, [key]);
      const events = [anEvent(key, [rows[0]!.n, 0]), anEvent(key, [rows[0]!.n, 1])];
      await appendToJournal(
        (sql, params) => client.query(sql, params),
        'orders',
        events.slice(Math.random() < 0.5 ? 1 : 0),
      );
      await client.query(pause);
      if (Math.random() < 1 / 8) await client.query('ROLLBACK');
      else {
        await client.query('COMMIT');
        written.add(`${key}/${rows[0]!.n}`);
      }
      tail.wake();
    };

    it(
      `loses nothing and inverts nothing under ${WRITERS} writers that fight for ${ROWS} rows`,
      { timeout: 600_000 },
      async () => {
        for (let round = 0; round < ROUNDS; round++) await Promise.all(clients.map(write));
        const seenTransactions = (): Set<string> =>
          new Set(seen.map(({ key, payload }) => `${key}/${(payload as number[])[0]}`));
        await vi.waitFor(() => expect(seenTransactions().size).toBe(written.size), { timeout: 1_000 });
        expect(seenTransactions()).toEqual(written);
        const { rows } = await contexts
          .of('orders')
          .pool.query<{ count: number }>('SELECT count(*)::integer FROM journal');
        expect(seen).toHaveLength(rows[0]!.count);

        let position = 0n;
        const last = new Map<string, number>();
        for (const { key, payload, position: next } of seen) {
          const [n, part] = payload as [number, number];
          expect(next).toBeGreaterThan(position);
          expect(n * 2 + part).toBeGreaterThan(last.get(key) ?? -1);
          last.set(key, n * 2 + part);
          position = next;
        }
      },
    );
  },
);

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
