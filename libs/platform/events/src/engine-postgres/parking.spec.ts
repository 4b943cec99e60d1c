import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openContexts, anEvent, type TestContexts } from '@multilith/data/testing';
import { postgresEngine, publish } from '../testing/postgres-engine.js';
import type { EventEngine } from '../engine/event-engine.js';
import { orphanedSubscriptions, retireSubscription } from './orphaned-subscriptions.js';
import { dropParkedEvents, listParkedEvents, retryParkedEvents } from './parked-events.js';
import { undeliveredEvents } from './undelivered-events.js';
import { EVENTS_TABLES } from './subscription.schema.js';

describe('parked and undelivered events, seen from outside', () => {
  let contexts: TestContexts;
  let engine: EventEngine;
  let broken: boolean;
  beforeAll(async () => {
    contexts = await openContexts(['orders', 'payments'], [EVENTS_TABLES]);
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
      hide: ({ payload }, text) => text.replaceAll(String(payload), '[personal]'),
      deliver: async ({ key, payload }, { unitOfWork }) => {
        await unitOfWork!.query('INSERT INTO effect (key, n) VALUES ($1, $2)', [key, payload]);
        if (key.startsWith('bad') && broken) throw new Error(`cannot take ${String(payload)}`);
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

  it('lists a poison event first, then what queues behind it, and hides what may not be shown', async () => {
    const begun = Date.now();
    await parkThree();
    const rows = await listParkedEvents(contexts.of('payments').pool, filter());
    expect(rows.map(({ status, attempts, lastError }) => [status, attempts, lastError])).toEqual([
      ['parked', 3, 'Error: cannot take [personal]'],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ]);
    const [parked, waiting] = rows;
    expect(parked).toMatchObject({ key: 'bad', publisher: 'orders', name: 'orders.OrderPlaced' });
    expect(parked!.lastStack).toMatch(/^Error: cannot take \[personal\]\n[^]*parking\.spec\.ts/);
    const { firstFailedAt, lastFailedAt } = parked!;
    expect(lastFailedAt!.getTime()).toBeGreaterThan(firstFailedAt!.getTime());
    expect(firstFailedAt!.getTime()).toBeGreaterThan(begun - 1_000);
    expect([waiting!.firstFailedAt, waiting!.lastFailedAt, waiting!.lastStack]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await effects()).toEqual(['good7']);
  });

  it('retries with the queue in order', async () => {
    await parkThree();
    broken = false;
    expect(await retryParkedEvents(contexts.of('payments').pool, { ...filter(), key: 'bad' })).toBe(1);
    await vi.waitFor(async () => expect(await effects()).toEqual(['good7', 'bad1001', 'bad1002', 'bad1003']), 10_000);
    expect(await undelivered()).toMatchObject([{ context: 'payments', publisher: 'orders', count: 0, parked: 0 }]);
  });

  it('keeps when a parked event failed first, and says when it failed last', async () => {
    await parkThree();
    const { pool } = contexts.of('payments');
    const [before] = await listParkedEvents(pool, filter());
    await retryParkedEvents(pool, filter());
    await vi.waitFor(async () => {
      const [after] = await listParkedEvents(pool, filter());
      expect(after).toMatchObject({ status: 'parked', attempts: 3, firstFailedAt: before!.firstFailedAt });
      expect(after!.lastFailedAt!.getTime()).toBeGreaterThan(before!.lastFailedAt!.getTime());
    }, 10_000);
  });

  it('parks and removes events whose key is longer than an index entry', async () => {
    const { pool } = contexts.of('payments');
    const key = `bad${randomBytes(6_000).toString('base64')}`;
    await publish(contexts.of('orders'), anEvent(key, 1), anEvent(key, 2), anEvent('good', 3));
    await vi.waitFor(async () => expect(await listParkedEvents(pool, { ...filter(), key })).toHaveLength(2), 10_000);
    await vi.waitFor(async () => expect(await effects()).toEqual(['good3']), 10_000);
    broken = false;
    await retryParkedEvents(pool, { ...filter(), key });
    await vi.waitFor(async () => expect(await effects()).toHaveLength(3), 10_000);
    expect(await listParkedEvents(pool, filter())).toEqual([]);
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
