import { describe, expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { JournalLoopback, PAYMENTS } from '../../test/transport/journal-loopback.js';
import { MemoryWorld } from '@multilith/events/testing';
import { RemoteJournalSource } from './journal-remote-source.js';

/** A world whose engines read the journal from another host. */
function remoteWorld(): { world: MemoryWorld; transport: JournalLoopback } {
  const world = new MemoryWorld();
  const transport = new JournalLoopback([world.journal]);
  world.source = new RemoteJournalSource({ publisher: 'orders', ...PAYMENTS, transport });
  return { world, transport };
}

const warnings = (world: MemoryWorld): string[] => world.reports.map(({ message }) => message);

describe('a subscription whose publisher runs elsewhere', () => {
  it('waits while the publisher is away, says so once and in its status, and misses nothing', async () => {
    const { world, transport } = remoteWorld();
    const engine = world.engine();
    await engine.start();
    world.journal.append(anEvent('a', 1));
    await world.effects(1);
    transport.down = true;
    await world.clock.advance(120_000);
    expect(warnings(world)).toEqual(['The journal cannot be read; trying again']);
    const [status] = await engine.status();
    expect(status!.publishers[0]).toMatchObject({ lag: undefined, oldestMs: undefined });
    expect(status!.publishers[0]!.stalled).toContain("'orders' is not served");

    world.journal.append(anEvent('a', 2), anEvent('b', 3));
    transport.down = false;
    await world.clock.advance(15_000);
    expect(world.store.effects).toEqual(['a:1', 'a:2', 'b:3']);
    expect((await engine.status())[0]!.publishers[0]).toMatchObject({ lag: 0, stalled: undefined });
    await engine.stop();
  });

  it('says nothing where the publisher is back within seconds, as when both hosts start together', async () => {
    const { world, transport } = remoteWorld();
    transport.down = true;
    const engine = world.engine();
    await engine.start();
    world.journal.append(anEvent('a', 1));
    await world.clock.advance(3_000);
    transport.down = false;
    await world.clock.advance(10_000);
    expect(world.store.effects).toEqual(['a:1']);
    expect(warnings(world)).toEqual(['A new subscription begins when the host of its publisher can be reached']);
    await engine.stop();
  });

  it('asks seldom while the publisher is away', async () => {
    const { world, transport } = remoteWorld();
    const engine = world.engine();
    await engine.start();
    await world.clock.advance(5_000);
    transport.down = true;
    await world.clock.advance(60_000);
    const before = transport.asked.length;
    await world.clock.advance(60_000);
    expect(transport.asked.length - before).toBeLessThan(10);
    await engine.stop();
  });

  it.each(['beginning', 'now'] as const)(
    'that is new and starts at %s has its place when the publisher answers',
    async (start) => {
      const { world, transport } = remoteWorld();
      world.journal.append(anEvent('a', 'before'));
      transport.down = true;
      const engine = world.engine({ start });
      await engine.start();
      await world.clock.advance(30_000);
      transport.down = false;
      await world.clock.advance(20_000);
      world.journal.append(anEvent('a', 'after'));
      await world.clock.advance(5_000);
      expect(world.store.effects).toEqual(start === 'now' ? ['a:"after"'] : ['a:"before"', 'a:"after"']);
      expect(warnings(world).filter((message) => message.includes('begins when'))).toHaveLength(1);
      await engine.stop();
    },
  );

  it('goes on where it was although its host starts while the publisher is away', async () => {
    const { world, transport } = remoteWorld();
    const first = world.engine();
    await first.start();
    world.journal.append(anEvent('a', 1));
    await world.effects(1);
    await first.stop();
    transport.down = true;
    world.journal.append(anEvent('a', 2));
    const second = world.engine({ start: 'now' });
    await second.start();
    await world.clock.advance(20_000);
    transport.down = false;
    await world.effects(2);
    expect(world.store.effects).toEqual(['a:1', 'a:2']);
    await second.stop();
  });

  it('counts no attempt at a parked event that cannot be read', async () => {
    const { world, transport } = remoteWorld();
    let broken = true;
    const engine = world.engine({
      handler: ({ key }, effect) => {
        if (broken) throw new Error('no');
        effect(key);
      },
    });
    await engine.start();
    world.journal.append(anEvent('a', 1));
    await world.clock.until(() => world.store.parkedEvents().length === 1);
    broken = false;
    transport.down = true;
    world.store.retry();
    await world.clock.advance(60_000);
    expect(world.store.parkedEvents()).toMatchObject([{ status: 'retry', attempts: 0 }]);
    transport.down = false;
    await world.effects(1);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });
});
