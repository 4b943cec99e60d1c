import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openContexts, anEvent, type TestContexts } from '@multilith/data/testing';
import { SILENT } from '../testing/postgres-engine.js';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { DEFAULT_TIMING } from '../engine/engine-timing.js';
import { JournalTail } from '../engine/journal-tail.js';
import type { JournalMark } from '../engine/ports.js';
import { appendToJournal, type JournaledEvent } from '@multilith/data';
import { PostgresJournalSource } from './postgres-journal-source.js';
import { systemClock } from './system-clock.js';
import { EVENTS_TABLES } from './subscription.schema.js';

const WRITERS = 16;
const ROWS = 5;
/** Rounds of 16 transactions each; more of them with MULTILITH_ROUNDS. */
const ROUNDS = Number(process.env['MULTILITH_ROUNDS'] ?? 100);

describe.each([
  'no long transaction',
  'a long transaction in another database',
  'a long transaction in the same database',
  'a table lock that is tried again and again',
])('the tail of a journal, beside %s', (beside) => {
  let contexts: TestContexts;
  let other: TestDatabase;
  let longOne: pg.Client | undefined;
  let clients: pg.Client[];
  let locker: Locker | undefined;
  let tail: JournalTail;
  const seen: JournaledEvent[] = [];
  const written = new Set<string>();

  beforeAll(async () => {
    contexts = await openContexts(['orders'], [EVENTS_TABLES]);
    other = await createTestDatabase();
    await contexts.database.query('CREATE TABLE orders.fought_for (key text PRIMARY KEY, n integer NOT NULL)');
    await contexts.database.query(
      `INSERT INTO orders.fought_for SELECT 'k' || k, 0 FROM generate_series(0, ${ROWS - 1}) k`,
    );
    clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(contexts.database.url)));
    const urls: Readonly<Record<string, string>> = {
      'a long transaction in another database': other.url,
      'a long transaction in the same database': contexts.database.url,
    };
    if (beside.startsWith('a table lock')) locker = new Locker(await connect(contexts.database.url));
    if (urls[beside]) {
      longOne = await connect(urls[beside]);
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
    await locker?.stop();
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
});

it('a reader that does not wait for writers loses events', { timeout: 600_000 }, async () => {
  const contexts = await openContexts(['orders'], [EVENTS_TABLES]);
  const seen = new Set<string>();
  const tail = new JournalTail({
    source: new Impatient(contexts.of('orders')),
    clock: systemClock,
    timing: DEFAULT_TIMING,
    logger: SILENT,
    names: ['orders.OrderPlaced'],
    readers: [{ grown: (_publisher, events) => events.forEach(({ eventId }) => seen.add(eventId)) }],
  });
  tail.start();
  await tail.whenReady();
  const [slow, fast] = await Promise.all([connect(contexts.database.url), connect(contexts.database.url)]);
  const publish = async (client: pg.Client): Promise<string> => {
    const event = anEvent('k', 1);
    await appendToJournal((sql, params) => client.query(sql, params), 'orders', [event]);
    return event.eventId;
  };
  await slow.query('BEGIN');
  const lost = await publish(slow);
  const found = await publish(fast);
  tail.wake();
  await vi.waitFor(() => expect(seen).toEqual(new Set([found])), { timeout: 60_000 });
  await slow.query('COMMIT');
  const last = await publish(fast);
  tail.wake();
  await vi.waitFor(() => expect(seen).toContain(last), { timeout: 60_000 });
  expect(seen).not.toContain(lost);
  await tail.stop();
  await Promise.all([slow.end(), fast.end()]);
  await contexts.drop();
});

/** What the lock horizon is compared with. */
class Impatient extends PostgresJournalSource {
  override async mark(known?: bigint): Promise<JournalMark> {
    return { ...(await super.mark(known)), writers: [] };
  }
}

/**
 * Asks for a lock that conflicts with those of writers. Each attempt moves their locks from the memory of their own
 * process, where PostgreSQL keeps weak ones, to the shared table, while a reader looks at both.
 */
class Locker {
  readonly #done: Promise<void>;
  #stopped = false;

  constructor(private readonly client: pg.Client) {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    await this.client.end();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.client.query('BEGIN');
      await this.client.query('LOCK TABLE orders.journal IN SHARE MODE NOWAIT').catch(() => {});
      await this.client.query('ROLLBACK');
    }
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
