import { describe, expect, it } from 'vitest';
import { LANES, laneOf, type JournalEntry, type JournaledEvent } from '@multilith/data';
import { anEvent } from '@multilith/data/testing';
import { MemoryWorld } from '../testing/memory-engine.js';
import { mortal } from '../testing/mortal.js';
import type { EventEngine } from './event-engine.js';
import type { PublisherStatus } from './engine-subscription.js';
import { MAX_UNREADABLE_EVENTS } from './unreadable-history.js';

/** Handles one version and cannot read others. */
const reading =
  (...versions: number[]) =>
  ({ version }: JournaledEvent): Error | undefined =>
    versions.includes(version) ? undefined : new Error(`stored as version ${version}, read as ${versions.join()}`);
const inVersion = (version: number, key: string, n: number): JournalEntry => ({ ...anEvent(key, n), version });
const many = (count: number, version: number, keyOf = (n: number) => `k${n % 40}`): JournalEntry[] =>
  Array.from({ length: count }, (_, n) => inVersion(version, keyOf(n), n));
const statusOf = async (engine: EventEngine): Promise<PublisherStatus> => (await engine.status())[0]!.publishers[0]!;

const stopped = (world: MemoryWorld): unknown[] =>
  world.reports.filter(({ level, message }) => level === 'error' && message.startsWith('EVENTS_UNREADABLE'));

describe.each([{ batch: 100 }, { batch: 1 }])('an event that cannot be read, in batches of $batch', ({ batch }) => {
  it('is parked at once with its version, is never delivered, and everything else is handled in order', async () => {
    const world = new MemoryWorld();
    const delivered: number[] = [];
    const engine = world.engine({
      batch,
      unreadableBecause: reading(1),
      handler: ({ version, key, payload }, effect) => {
        delivered.push(version);
        effect(`${key}:${String(payload)}`);
      },
    });
    world.journal.append(inVersion(1, 'a', 1), inVersion(2, 'a', 2), inVersion(1, 'a', 3), inVersion(1, 'b', 4));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 2);
    await world.effects(2);
    expect(world.store.effects.toSorted()).toEqual(['a:1', 'b:4']);
    expect(delivered).not.toContain(2);
    expect(world.store.parkedEvents()).toMatchObject([
      {
        status: 'parked',
        reason: 'unreadable',
        version: 2,
        attempts: 1,
        lastError: expect.stringContaining('version 2'),
      },
      { status: 'waiting', reason: undefined, version: 1 },
    ]);
    expect(await statusOf(engine)).toMatchObject({ parked: 1, reasons: { unreadable: 1, failed: 0 }, queued: 1 });
    await engine.stop();
  });

  it('is parked also if it is the only one, and if there are fewer than a hundred', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({ batch, unreadableBecause: reading(1) });
    world.journal.append(...many(1, 2));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 1);
    world.journal.append(...many(MAX_UNREADABLE_EVENTS - 2, 2, (n) => `x${n}`));
    await world.clock.until(() => world.store.parkedEvents().length === MAX_UNREADABLE_EVENTS - 1);
    expect(stopped(world)).toEqual([]);
    await engine.stop();
  });

  it('is an exception, however many there are, as long as others come in between', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({ batch, unreadableBecause: reading(1) });
    const events = Array.from({ length: 400 }, (_, n) => inVersion(n % 80 === 79 ? 1 : 2, `k${n}`, n));
    world.journal.append(...events);
    await engine.start();
    await world.effects(5);
    await world.clock.until(() => world.store.parkedEvents().length === 395);
    expect(stopped(world)).toEqual([]);
    await engine.stop();
  });
});

describe.each([{ batch: 100 }, { batch: 1 }])('a history that cannot be read, in batches of $batch', ({ batch }) => {
  it.each([
    ['many keys', (n: number) => `k${n}`],
    ['one key', () => 'k'],
  ])('stops its subscription with one error, parks nothing and moves no cursor: %s', async (_what, keyOf) => {
    const world = new MemoryWorld();
    const engine = world.engine({ batch, unreadableBecause: reading(2) });
    world.journal.append(...many(1_000, 1, keyOf));
    await engine.start();
    await world.clock.until(() => stopped(world).length > 0, 2_000);
    world.journal.append(inVersion(2, 'k', 5), inVersion(2, 'z', 6));
    await world.clock.advance(60_000);
    expect(world.store.parkedEvents()).toEqual([]);
    expect(world.store.effects).toEqual([]);
    expect(stopped(world)).toHaveLength(1);
    expect(world.reports.filter(({ level }) => level !== 'info')).toHaveLength(1);
    expect(JSON.stringify(stopped(world))).toMatch(/payments\.follow-orders.*'orders'.*stored as version 1, read as 2/);
    expect(await statusOf(engine)).toMatchObject({
      stopped: true,
      stalled: expect.stringMatching(/^EVENTS_UNREADABLE/) as string,
      lag: 1_002,
      parked: 0,
    });
    await engine.stop();
  });

  it('is handled from its beginning, in order, by a host that can read it', async () => {
    const world = new MemoryWorld();
    const old = world.engine({ batch, unreadableBecause: reading(2) });
    world.journal.append(...many(300, 1));
    await old.start();
    await world.clock.until(() => stopped(world).length > 0);
    await Promise.all([old.stop(), world.clock.advance(1_000)]);
    const engine = world.engine({ batch, unreadableBecause: reading(1, 2) });
    await engine.start();
    await world.effects(300);
    await world.clock.advance(5_000);
    expect(world.store.effects).toHaveLength(300);
    for (let key = 0; key < 40; key++) {
      const own = world.store.effects.filter((effect) => effect.startsWith(`k${key}:`));
      expect(own).toEqual(Array.from({ length: own.length }, (_, n) => `k${key}:${key + 40 * n}`));
    }
    expect(await statusOf(engine)).toMatchObject({ stopped: false, stalled: undefined, lag: 0, parked: 0 });
    await engine.stop();
  });

  it('stops a subscription also after it has handled other events', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({ batch, unreadableBecause: reading(1) });
    world.journal.append(...many(200, 1), ...many(150, 2));
    await engine.start();
    await world.effects(200);
    await world.clock.until(() => stopped(world).length > 0);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });

  it('stops a subscription whose events come one at a time, and releases what it parked by then', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({ batch, unreadableBecause: reading(1) });
    world.journal.append(inVersion(1, 'first', 0));
    await engine.start();
    await world.effects(1);
    for (let n = 0; n < 150; n++) {
      world.journal.append(inVersion(2, `k${n}`, n));
      engine.wake('orders');
      await world.clock.advance(50);
    }
    await world.clock.until(() => stopped(world).length > 0);
    expect(world.store.parkedEvents()).toHaveLength(MAX_UNREADABLE_EVENTS - 1);
    await Promise.all([engine.stop(), world.clock.advance(1_000)]);
    const newer = world.engine({ batch, unreadableBecause: reading(1, 2) });
    await newer.start();
    await world.effects(151);
    await world.clock.until(() => world.store.parkedEvents().length === 0);
    expect(new Set(world.store.effects).size).toBe(151);
    await newer.stop();
  });
});

describe('a subscription that has stopped', () => {
  it('stops on every host, is shown by hosts without one of its lanes, and continues as hosts are replaced', async () => {
    const world = new MemoryWorld();
    world.journal.append(...many(500, 1));
    const old = [1, 2, 3].map(() => world.engine({ unreadableBecause: reading(2) }));
    for (const engine of old) await engine.start();
    await world.clock.advance(10_000);
    expect(world.store.parkedEvents()).toEqual([]);
    for (const engine of old) expect(await statusOf(engine)).toMatchObject({ stopped: true });
    expect(await world.store.stopped()).toMatchObject([{ subscription: 'follow-orders', publisher: 'orders' }]);
    const replaced = [];
    for (const engine of old) {
      const next = world.engine({ unreadableBecause: reading(1, 2) });
      replaced.push(next);
      await next.start();
      await world.clock.advance(3_000);
      await Promise.all([engine.stop(), world.clock.advance(3_000)]);
    }
    await world.effects(500);
    expect(world.store.effects).toHaveLength(500);
    for (const engine of replaced) expect(await statusOf(engine)).toMatchObject({ stopped: false, lag: 0 });
    await Promise.all([...replaced.map((engine) => engine.stop()), world.clock.advance(2_000)]);
  });

  it('parks nothing either if its process is killed again and again', async () => {
    const world = new MemoryWorld();
    world.journal.append(...many(500, 1));
    for (let life = 0; life < 8; life++) {
      const process = mortal();
      const engine = world.engine({ process, unreadableBecause: reading(2) });
      await engine.start();
      await world.clock.advance(life * 7);
      process.die();
      await world.clock.advance(7_000);
    }
    expect(world.store.parkedEvents()).toEqual([]);
    const engine = world.engine({ unreadableBecause: reading(1, 2) });
    await engine.start();
    await world.effects(500);
    await engine.stop();
  });

  it('does so also for lanes that it takes over from a host that was killed, after it has parked exceptions', async () => {
    const world = new MemoryWorld();
    const process = mortal();
    const killed = world.engine({ process, unreadableBecause: reading(1) });
    const engine = world.engine({ unreadableBecause: reading(1) });
    await killed.start();
    await engine.start();
    let lanes: (readonly number[])[] = [];
    while (lanes.length === 0 || lanes.some((own) => own.length !== LANES / 2)) {
      await world.clock.advance(1_000);
      lanes = await Promise.all([killed, engine].map(async (each) => (await statusOf(each)).lanes));
    }
    process.die();
    const keys = Array.from({ length: 1_000 }, (_, n) => `k${n}`);
    const [taken, own] = lanes.map((held) => keys.find((key) => held.includes(laneOf(key)))!) as [string, string];
    world.journal.append(
      ...many(150, 2, () => taken),
      inVersion(1, own, 1),
      inVersion(2, own, 2),
      inVersion(1, 'z', 3),
    );
    engine.wake('orders');
    await world.clock.until(() => world.store.parkedEvents().length === 1);
    await world.clock.until(() => stopped(world).length > 0);
    expect(world.store.parkedEvents()).toMatchObject([{ key: own, position: 152n }]);
    await engine.stop();
  });

  it('does so however many events are queued behind those that it has parked', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({ unreadableBecause: reading(1) });
    await engine.start();
    world.journal.append(...many(MAX_UNREADABLE_EVENTS - 1, 2, (n) => `x${n}`));
    await world.clock.until(() => world.store.parkedEvents().length === MAX_UNREADABLE_EVENTS - 1);
    for (let round = 0; round < 12; round++) {
      world.journal.append(...many(90, 2, () => 'x0'));
      await world.clock.until(() => world.store.parkedEvents().length === MAX_UNREADABLE_EVENTS - 1 + 90 * (round + 1));
    }
    const parked = world.store.parkedEvents().length;
    world.journal.append(inVersion(2, 'y', 0));
    await world.clock.until(() => stopped(world).length > 0);
    expect(world.store.parkedEvents()).toHaveLength(parked);
    await engine.stop();
  });

  it('still retries events that were parked before', async () => {
    const world = new MemoryWorld();
    let mended = false;
    const engine = world.engine({
      unreadableBecause: reading(1),
      handler: ({ key }, effect) => {
        if (!mended) throw new Error('not yet');
        effect(key);
      },
    });
    world.journal.append(inVersion(1, 'a', 0), inVersion(1, 'a', 1));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 2);
    world.journal.append(...many(150, 2));
    await world.clock.until(() => stopped(world).length > 0);
    mended = true;
    world.store.retry();
    await world.effects(2);
    await world.clock.advance(5_000);
    expect(world.store.effects).toEqual(['a', 'a']);
    expect(await statusOf(engine)).toMatchObject({ stopped: true, parked: 0, queued: 0, lag: 150 });
    await engine.stop();
  });

  it('waits while the journal cannot be read, and decides afterwards', async () => {
    const world = new MemoryWorld();
    let isAway = true;
    const { journal } = world;
    world.source = new Proxy(journal, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown =>
          name === 'read' && isAway ? Promise.reject(new Error('away')) : (value as Function).apply(target, args);
      },
    });
    journal.append(...many(200, 1));
    const engine = world.engine({ unreadableBecause: reading(2) });
    await engine.start();
    await world.clock.advance(5_000);
    expect(world.store.parkedEvents()).toEqual([]);
    isAway = false;
    await world.clock.until(() => stopped(world).length > 0);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });
});

describe('events that were parked as unreadable', () => {
  it('stay parked as long as no host can read them, and keep the order of their key afterwards', async () => {
    const world = new MemoryWorld();
    const start = async (...versions: number[]): Promise<EventEngine> => {
      const engine = world.engine({ unreadableBecause: reading(...versions) });
      await engine.start();
      return engine;
    };
    const first = await start(1);
    world.journal.append(inVersion(1, 'a', 1), inVersion(2, 'a', 2), inVersion(1, 'a', 3), inVersion(3, 'a', 4));
    await world.clock.until(() => world.store.parkedEvents().length === 3);
    await Promise.all([first.stop(), world.clock.advance(1_000)]);
    const same = await start(1);
    await world.clock.advance(5_000);
    expect(world.store.parkedEvents().map(({ status }) => status)).toEqual(['parked', 'waiting', 'waiting']);
    await Promise.all([same.stop(), world.clock.advance(1_000)]);
    const newer = await start(1, 2);
    await world.effects(3);
    await world.clock.until(() => world.store.parkedEvents()[0]?.status === 'parked');
    expect(world.store.parkedEvents()).toMatchObject([{ version: 3, reason: 'unreadable', attempts: 1 }]);
    await Promise.all([newer.stop(), world.clock.advance(1_000)]);
    const newest = await start(1, 2, 3);
    await world.effects(4);
    expect(world.store.effects).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
    expect(laneOf('a')).toBeGreaterThanOrEqual(0);
    await newest.stop();
  });

  it('are distinguished from failed events, which a new release does not retry', async () => {
    const world = new MemoryWorld();
    const start = async (...versions: number[]): Promise<EventEngine> => {
      const engine = world.engine({
        unreadableBecause: reading(...versions),
        handler: ({ key }, effect) => {
          if (key === 'bad') throw new Error('never');
          effect(key);
        },
      });
      await engine.start();
      return engine;
    };
    const first = await start(1);
    world.journal.append(inVersion(1, 'bad', 1), inVersion(2, 'newer', 2), inVersion(1, 'fine', 3));
    await world.clock.until(() => world.store.parkedEvents().length === 2);
    expect(world.store.parkedEvents().map(({ reason }) => reason)).toEqual(['failed', 'unreadable']);
    await Promise.all([first.stop(), world.clock.advance(1_000)]);
    const newer = await start(1, 2);
    await world.effects(2);
    await world.clock.advance(10_000);
    expect(world.store.effects).toEqual(['fine', 'newer']);
    expect(world.store.parkedEvents()).toMatchObject([{ key: 'bad', reason: 'failed', attempts: 5 }]);
    await newer.stop();
  });
});
