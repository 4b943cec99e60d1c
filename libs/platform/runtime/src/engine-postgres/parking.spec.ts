import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openContexts, type TestContexts } from '../../test/engine/context-database.js';
import { anEvent } from '../../test/engine/events.js';
import { postgresEngine, publish } from '../../test/engine/postgres-engine.js';
import type { EventEngine } from '../engine/event-engine.js';
import { orphanedSubscriptions, retireSubscription } from './orphaned-subscriptions.js';
import { dropParkedEvents, listParkedEvents, retryParkedEvents } from './parked-events.js';
import { undeliveredEvents } from './undelivered-events.js';

describe('parked and undelivered events, seen from outside', () => {
  let contexts: TestContexts;
  let engine: EventEngine;
  let broken: boolean;
  beforeAll(async () => {
    contexts = await openContexts(['orders', 'payments']);
    await contexts.of('payments').pool.query('CREATE TABLE effect (id serial, key text, n integer)');
  });
  afterAll(() => contexts.drop());

  let run = 0;
  beforeEach(async () => {
    broken = true;
    await contexts.of('payments').pool.query('TRUNCATE effect');
    engine = postgresEngine(contexts.of('orders'), contexts.of('payments'), {
      name: `run-${++run}`,
      start: 'now',
      deliver: async ({ key, payload }, { unitOfWork }) => {
        await unitOfWork!.query('INSERT INTO effect (key, n) VALUES ($1, $2)', [key, payload]);
        if (key === 'bad' && broken) throw new Error(`cannot take ${String(payload)}`);
      },
    });
    await engine.start();
  });
  afterEach(() => engine.stop());

  const pools = () => new Map(['orders', 'payments'].map((context) => [context, contexts.of(context).pool]));
  const undelivered = async () =>
    (await undeliveredEvents(pools())).filter(({ subscription }) => subscription === `run-${run}`);
  const effects = async (): Promise<string[]> =>
    (await contexts.of('payments').pool.query('SELECT key, n FROM effect ORDER BY id')).rows.map(
      ({ key, n }) => `${key}${n}`,
    );
  const parkThree = async (): Promise<void> => {
    await publish(
      contexts.of('orders'),
      anEvent('bad', 1001),
      anEvent('good', 7),
      anEvent('bad', 1002),
      anEvent('bad', 1003),
    );
    await vi.waitFor(
      async () => expect(await listParkedEvents(contexts.of('payments').pool, filter())).toHaveLength(3),
      10_000,
    );
    await vi.waitFor(async () => expect(await undelivered()).toMatchObject([{ count: 0, parked: 3 }]), 5_000);
  };
  const filter = () => ({ subscription: `run-${run}` });

  it('lists a poison event first, then what queues behind it, without content of the event', async () => {
    await parkThree();
    const rows = await listParkedEvents(contexts.of('payments').pool, filter());
    expect(rows.map(({ status, attempts, lastError }) => [status, attempts, lastError])).toEqual([
      ['parked', 3, 'Error: cannot take …'],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ]);
    expect(rows[0]).toMatchObject({ key: 'bad', publisher: 'orders', name: 'orders.OrderPlaced' });
    expect(await effects()).toEqual(['good7']);
  });

  it('retries with the queue in order', async () => {
    await parkThree();
    broken = false;
    expect(await retryParkedEvents(contexts.of('payments').pool, { ...filter(), key: 'bad' })).toBe(1);
    await vi.waitFor(async () => expect(await effects()).toEqual(['good7', 'bad1001', 'bad1002', 'bad1003']), 10_000);
    expect(await undelivered()).toMatchObject([{ context: 'payments', publisher: 'orders', count: 0, parked: 0 }]);
  });

  it('drops the poison event and lets its queue go on', async () => {
    await parkThree();
    broken = false;
    expect(await dropParkedEvents(contexts.of('payments').pool, filter())).toBe(1);
    await vi.waitFor(async () => expect(await effects()).toEqual(['good7', 'bad1002', 'bad1003']), 10_000);
  });

  it('counts what is still to come while no host runs', async () => {
    await engine.stop();
    await publish(contexts.of('orders'), anEvent('a', 1), anEvent('b', 2), anEvent('c', 3, 'orders.Other'));
    expect(await undelivered()).toMatchObject([{ count: 2, parked: 0 }]);
  });

  it('reports cursors without a subscription, and retires them on request only', async () => {
    await engine.stop();
    const { pool } = contexts.of('payments');
    const name = `run-${run}`;
    expect(await retireSubscription(pool, name)).toBe(false);
    const renamed = postgresEngine(contexts.of('orders'), contexts.of('payments'), {
      name: 'renamed',
      deliver: async () => {},
    });
    await renamed.start();
    await renamed.stop();
    expect(renamed.orphans).toContainEqual({ context: 'payments', subscription: name, publisher: 'orders' });
    expect(await orphanedSubscriptions(pool)).toContainEqual(
      expect.objectContaining({ subscription: name, parked: 0 }),
    );
    expect(await undelivered()).toEqual([]);
    expect(await retireSubscription(pool, name)).toBe(true);
    const { rows } = await pool.query('SELECT 1 FROM subscription_cursor WHERE subscription = $1', [name]);
    expect(rows).toEqual([]);
  });
});
