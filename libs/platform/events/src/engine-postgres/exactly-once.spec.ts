import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ContextDatabases, DATABASE_DEFAULTS, type JournaledEvent } from '@multilith/data';
import { openContexts, anEvent, type TestContexts } from '@multilith/data/testing';
import { mortal } from '../testing/mortal.js';
import { postgresEngine, publish } from '../testing/postgres-engine.js';
import type { EventEngine } from '../engine/event-engine.js';
import type { SubscriptionTransaction } from '../engine/ports.js';
import { listParkedEvents } from './parked-events.js';
import { EVENTS_TABLES } from './subscription.schema.js';

/** No constraint would hide a second effect: the table takes every row. */
const EFFECTS = 'CREATE TABLE payments.effect (id serial, key text, n integer, host text)';

describe('effects in the database', () => {
  let contexts: TestContexts;
  beforeAll(async () => {
    contexts = await openContexts(['orders', 'payments'], [EVENTS_TABLES]);
    await contexts.database.query(EFFECTS);
    await contexts.database.query('GRANT ALL ON payments.effect, payments.effect_id_seq TO PUBLIC');
  });
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop()));
    await contexts.database.query('TRUNCATE payments.effect');
  });
  afterAll(() => contexts.drop());

  const engines: EventEngine[] = [];
  const begin = async (engine: EventEngine): Promise<void> => {
    engines.push(engine);
    await engine.start();
  };

  const writer =
    (host: string) =>
    async ({ key, payload }: JournaledEvent, { unitOfWork }: SubscriptionTransaction): Promise<void> => {
      await unitOfWork!.query('INSERT INTO effect (key, n, host) VALUES ($1, $2, $3)', [key, payload, host]);
    };
  const effects = async (): Promise<{ key: string; n: number; host: string }[]> =>
    contexts.database.query('SELECT key, n, host FROM payments.effect ORDER BY id');
  const count = async (): Promise<number> => (await effects()).length;

  /** Each n once, ascending per key. */
  const expectOnceAndInOrder = async (total: number): Promise<void> => {
    const rows = await effects();
    expect(rows.map(({ n }) => n).sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, n) => n));
    const last = new Map<string, number>();
    for (const { key, n } of rows) {
      expect(n, `order of ${key}`).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, n);
    }
  };

  it('happen once and in order per key while hosts start, stop and die', { timeout: 60_000 }, async () => {
    const { database } = contexts;
    const orders = contexts.of('orders');
    let published = 0;
    const publishSome = async (total: number): Promise<void> => {
      for (const end = published + total; published < end; published += 4)
        await publish(orders, ...[0, 1, 2, 3].map((i) => anEvent(`k${(published + i) % 37}`, published + i)));
    };

    const survivor = postgresEngine(orders, contexts.of('payments'), { deliver: writer('survivor') });
    await begin(survivor);
    for (let round = 0; round < 3; round++) {
      // A second host with connections of its own, which end with it.
      const name = `victim-${round}`;
      const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: database.url }, name, [EVENTS_TABLES]);
      const [own, ownOrders] = [
        await databases.open('payments', undefined, 2),
        await databases.open('orders', undefined, 2),
      ];
      const process = mortal();
      const victim = postgresEngine(
        ownOrders,
        own,
        { deliver: writer(name) },
        { wrapStore: (store) => process.port(store), wrapSource: (source) => process.port(source) },
      );
      await victim.start();
      while (!(await effects()).some(({ host }) => host === name)) await publishSome(20);
      const publishing = publishSome(400);
      process.die();
      const terminate =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'";
      await database.query(terminate, [name]);
      await publishing;
      await vi.waitFor(async () => expect(await count()).toBe(published), { timeout: 15_000, interval: 50 });
      await databases.closeAll();
    }
    await expectOnceAndInOrder(published);
  });

  it('survive lost connections uncounted', { timeout: 60_000 }, async () => {
    const { database } = contexts;
    const [orders, payments] = [contexts.of('orders'), contexts.of('payments')];
    const engine = postgresEngine(orders, payments, { name: 'cut-off', start: 'now', deliver: writer('host') });
    await begin(engine);
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND state <> 'idle'`;
    for (let n = 0; n < 400; n++) {
      await publish(orders, anEvent(`k${n % 7}`, n));
      if (n % 10 === 0) await database.query(cut, [`${database.name}_payments`]);
    }
    await vi.waitFor(async () => expect(await count()).toBe(400), { timeout: 20_000, interval: 50 });
    await expectOnceAndInOrder(400);
    expect(await listParkedEvents(payments.pool)).toEqual([]);
  });

  it('are refused to a host that paused for longer than its lease, and come from the one that took over', async () => {
    const [orders, payments] = [contexts.of('orders'), contexts.of('payments')];
    let reached = (): void => {};
    let resume = (): void => {};
    const isInHandler = new Promise<void>((resolve) => (reached = resolve));
    const gate = new Promise<void>((resolve) => (resume = resolve));
    let isPaused = false;
    let refused = 0;
    const paused = postgresEngine(
      orders,
      payments,
      {
        name: 'fenced',
        start: 'now',
        deliver: async (event, tx) => {
          isPaused = true;
          reached();
          await gate;
          await writer('paused')(event, tx);
        },
      },
      {
        wrapStore: (store) => {
          const { renew, transact } = store;
          store.renew = (...args) => (isPaused ? gate.then(() => renew.apply(store, args)) : renew.apply(store, args));
          store.transact = (work) =>
            transact.call(store, work).catch((error: { code?: string }) => {
              if (error.code === 'STALE_LEASE') refused++;
              throw error;
            }) as never;
          return store;
        },
      },
    );
    await begin(paused);
    await publish(orders, anEvent('k', 1));
    await isInHandler;
    const other = postgresEngine(orders, payments, { name: 'fenced', start: 'now', deliver: writer('other') });
    await begin(other);
    await vi.waitFor(async () => expect(await count()).toBe(1), { timeout: 10_000 });
    resume();
    await vi.waitFor(() => expect(refused).toBeGreaterThan(0), { timeout: 5_000 });
    await publish(orders, anEvent('k', 2));
    await vi.waitFor(async () => expect(await count()).toBe(2), { timeout: 10_000 });
    const rows = await effects();
    expect(rows[0]).toEqual({ key: 'k', n: 1, host: 'other' });
    expect(rows.map(({ n }) => n)).toEqual([1, 2]);
  });
});
