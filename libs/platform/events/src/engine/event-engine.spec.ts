import { describe, expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { MemoryWorld } from '../testing/memory-engine.js';
import { LANES } from '@multilith/data';

const lanesOf = async (engine: ReturnType<MemoryWorld['engine']>): Promise<number> =>
  (await engine.status())[0]!.publishers[0]!.lanes.length;

describe('the event engine', () => {
  it('delivers what was there before it started, and what comes later', async () => {
    const world = new MemoryWorld();
    world.journal.append(anEvent('a', 1), anEvent('b', 2));
    const engine = world.engine();
    await engine.start();
    await world.effects(2);
    world.journal.append(anEvent('a', 3));
    engine.wake('orders');
    await world.clock.advance(10);
    expect(world.store.effects.toSorted()).toEqual(['a:1', 'a:3', 'b:2']);
    await engine.stop();
  });

  it('begins at the head with `start: now`', async () => {
    const world = new MemoryWorld();
    world.journal.append(anEvent('a', 'before'));
    const engine = world.engine({ start: 'now' });
    await engine.start();
    world.journal.append(anEvent('a', 'after'));
    await world.effects(1);
    expect(world.store.effects).toEqual(['a:"after"']);
    await engine.stop();
  });

  it('goes on where it stopped, whatever its start says', async () => {
    const world = new MemoryWorld();
    const first = world.engine();
    await first.start();
    world.journal.append(anEvent('a', 1));
    await world.effects(1);
    await first.stop();
    world.journal.append(anEvent('a', 2));
    const second = world.engine({ start: 'now' });
    await second.start();
    await world.effects(2);
    expect(world.store.effects).toEqual(['a:1', 'a:2']);
    await second.stop();
  });

  it('never passes a position whose writer has not ended, and then delivers in order', async () => {
    const world = new MemoryWorld();
    const engine = world.engine();
    await engine.start();
    await world.clock.advance(100);
    const slow = world.journal.begin(anEvent('a', 'first'));
    world.journal.append(anEvent('a', 'second'));
    engine.wake('orders');
    await world.clock.advance(2_000);
    expect(world.store.effects).toEqual([]);
    slow.commit();
    await world.effects(2);
    expect(world.store.effects).toEqual(['a:"first"', 'a:"second"']);
    await engine.stop();
  });

  it('does not wait for a writer that rolls back', async () => {
    const world = new MemoryWorld();
    const engine = world.engine();
    await engine.start();
    const doomed = world.journal.begin(anEvent('a', 'never'));
    world.journal.append(anEvent('a', 'yes'));
    await world.clock.advance(1_000);
    doomed.rollback();
    await world.effects(1);
    expect(world.store.effects).toEqual(['a:"yes"']);
    await engine.stop();
  });

  it('keeps order per key through more events than it holds in memory', async () => {
    const world = new MemoryWorld();
    const engine = world.engine();
    await engine.start();
    await world.clock.advance(100);
    for (let n = 0; n < 6_000; n++) world.journal.append(anEvent(`k${n % 40}`, n));
    await world.effects(6_000);
    const last = new Map<string, number>();
    for (const [key, n] of world.store.effects.map((effect) => effect.split(':') as [string, string])) {
      expect(Number(n)).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, Number(n));
    }
    expect(world.store.effects).toHaveLength(6_000);
    await engine.stop();
  });

  it('moves its cursors past events that it does not handle', async () => {
    const world = new MemoryWorld();
    const engine = world.engine();
    await engine.start();
    for (let n = 0; n < 100; n++) world.journal.append(anEvent(`k${n}`, n, 'orders.Other'));
    await world.clock.advance(3_000);
    const { cursors } = await world.store.renew('spec', [{ subscription: 'follow-orders', publisher: 'orders' }], 0);
    expect(cursors.map(({ position }) => position)).toEqual(Array.from({ length: LANES }, () => 100n));
    expect(world.store.effects).toEqual([]);
    await engine.stop();
  });

  it('shares the lanes between hosts, and takes them all back when the other leaves', async () => {
    const world = new MemoryWorld();
    const [first, second] = [world.engine(), world.engine()];
    await first.start();
    await world.clock.advance(100);
    expect(await lanesOf(first)).toBe(LANES);
    await second.start();
    await world.clock.advance(4_000);
    expect([await lanesOf(first), await lanesOf(second)]).toEqual([LANES / 2, LANES / 2]);
    await second.stop();
    await world.clock.advance(1_100);
    expect(await lanesOf(first)).toBe(LANES);
    await first.stop();
  });

  it('applies every event once while hosts come and go', async () => {
    const world = new MemoryWorld();
    let engines = [world.engine(), world.engine()];
    await Promise.all(engines.map((engine) => engine.start()));
    for (let round = 0; round < 12; round++) {
      for (let n = 0; n < 50; n++) world.journal.append(anEvent(`k${n % 10}`, round * 50 + n));
      await world.clock.advance(400);
      const [oldest, ...others] = engines;
      const next = world.engine();
      await Promise.all([oldest!.stop(), next.start()]);
      engines = [...others, next];
    }
    await world.effects(600);
    await world.clock.advance(5_000);
    expect(new Set(world.store.effects).size).toBe(600);
    expect(world.store.effects).toHaveLength(600);
    await Promise.all(engines.map((engine) => engine.stop()));
  });

  it('reports lag, lanes and parked events', async () => {
    const world = new MemoryWorld();
    world.journal.append(anEvent('a', 1), anEvent('a', 2), anEvent('b', 3));
    const engine = world.engine({
      handler: ({ key }) => {
        if (key === 'a') throw new Error('no');
      },
    });
    await engine.start();
    await world.clock.advance(60_000);
    const [status] = await engine.status();
    expect(status).toMatchObject({
      context: 'payments',
      name: 'follow-orders',
      publishers: [{ publisher: 'orders', lag: 0, oldestMs: 0, parked: 1, queued: 1, stalled: undefined }],
    });
    await engine.stop();
  });

  it('stalls, loudly, where a cursor does not belong to the journal', async () => {
    const world = new MemoryWorld();
    const first = world.engine();
    await first.start();
    world.journal.append(anEvent('a', 1));
    await world.effects(1);
    await first.stop();
    world.journal.epoch = 'restored';
    world.journal.append(anEvent('a', 2));
    const second = world.engine();
    await second.start();
    await world.clock.advance(5_000);
    expect(world.store.effects).toEqual(['a:1']);
    expect((await second.status())[0]!.publishers[0]!.stalled).toContain('restored or moved');
    expect(world.reports.some(({ message }) => message.startsWith('JOURNAL_EPOCH'))).toBe(true);
    await second.stop();
  });

  it('goes on by itself where the journal is back that its cursors belong to', async () => {
    const world = new MemoryWorld();
    const { epoch } = world.journal;
    const first = world.engine();
    await first.start();
    await first.stop();
    world.journal.epoch = 'of another journal';
    world.journal.append(anEvent('a', 1));
    const second = world.engine();
    await second.start();
    await world.clock.advance(5_000);
    expect(world.store.effects).toEqual([]);
    world.journal.epoch = epoch;
    await world.effects(1);
    await second.stop();
  });

  it('finishes the running transaction when it stops, and begins no other event', async () => {
    const world = new MemoryWorld();
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    world.journal.append(anEvent('a', 1), anEvent('a', 2));
    const engine = world.engine({
      handler: async ({ payload }, effect) => {
        await gate;
        effect(String(payload));
      },
    });
    await engine.start();
    await world.clock.advance(100);
    const stopped = engine.stop();
    open();
    await stopped;
    expect(world.store.effects).toEqual(['1']);
  });

  it('knows the cursors that nothing moves any more', async () => {
    const world = new MemoryWorld();
    const before = world.engine({ name: 'old-name' });
    await before.start();
    await before.stop();
    const after = world.engine({ name: 'new-name' });
    await after.start();
    expect(after.orphans).toEqual([{ context: 'payments', subscription: 'old-name', publisher: 'orders' }]);
    await after.stop();
  });
});
