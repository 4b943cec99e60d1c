import { describe, expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { seededRandomness } from '@multilith/events/testing';
import { StreamedWorld } from '../../test/transport/streamed-world.js';
import type { EventEngine, StreamedJournalSource } from '@multilith/events';

/** Courses of events that are tried, each the same in every run; more of them with MULTILITH_SEEDS. */
const SEEDS = Number(process.env['MULTILITH_SEEDS'] ?? 10);

async function startReader(world: StreamedWorld): Promise<{ engine: EventEngine; source: StreamedJournalSource }> {
  const { source, wake } = await world.reader();
  const engine = world.engine({ source });
  wake(engine);
  await engine.start();
  return { engine, source };
}

const asksFor = (world: StreamedWorld, question: string): number =>
  world.transport.asked.filter((asked) => asked === `orders.$journal.${question}`).length;

function expectOnceAndInOrder(effects: readonly string[], total: number): void {
  expect(effects).toHaveLength(total);
  expect(new Set(effects).size).toBe(total);
  const last = new Map<string, number>();
  for (const [key, n] of effects.map((effect) => effect.split(':') as [string, string])) {
    expect(Number(n), `order of ${key}`).toBeGreaterThan(last.get(key) ?? -1);
    last.set(key, Number(n));
  }
}

describe('events that come through a stream', () => {
  it('come without a question to the publisher, within milliseconds', async () => {
    const world = new StreamedWorld();
    const publisher = await world.startPublisher();
    const { engine } = await startReader(world);
    await world.clock.advance(2_000);
    const before = world.transport.asked.length;
    for (let n = 0; n < 200; n++) {
      const at = world.clock.now();
      world.journal.append(anEvent(`k${n % 7}`, n));
      publisher.wake();
      await world.clock.until(() => world.store.effects.length === n + 1, 40);
      expect(world.clock.now() - at).toBeLessThan(50);
      await world.clock.advance(50);
    }
    expect(world.transport.asked.slice(before)).toEqual([]);
    expectOnceAndInOrder(world.store.effects, 200);
    await Promise.all([engine.stop(), publisher.stop()]);
  });

  it('come from the journal while there is no stream, and through it again once there is', async () => {
    const world = new StreamedWorld();
    const publisher = await world.startPublisher();
    const { engine } = await startReader(world);
    await world.clock.advance(2_000);
    world.streams.down = true;
    let published = 0;
    const publishSome = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        world.journal.append(anEvent(`k${published % 7}`, published++));
        publisher.wake();
        await world.clock.advance(20);
      }
    };
    await publishSome(100);
    await world.effects(100);
    const whileDown = asksFor(world, 'read') + asksFor(world, 'readLanes');
    expect(whileDown).toBeGreaterThan(10);
    world.streams.down = false;
    await world.clock.advance(40_000);
    const before = world.transport.asked.length;
    await publishSome(100);
    await world.clock.advance(1_000);
    expectOnceAndInOrder(world.store.effects, 200);
    expect(world.transport.asked.length - before).toBeLessThan(10);
    expect(world.streams.appended).toBe(200);
    await Promise.all([engine.stop(), publisher.stop()]);
  });

  it('are seen although the last one is lost', async () => {
    const world = new StreamedWorld();
    const publisher = await world.startPublisher();
    const { engine, source } = await startReader(world);
    await world.clock.advance(2_000);
    world.streams.faults = { lost: 1, repeated: 0, late: 0 };
    world.journal.append(anEvent('k', 0));
    publisher.wake();
    await world.clock.until(() => world.store.effects.length === 1, 300);
    expect(source.gapReads).toBeGreaterThan(0);
    await Promise.all([engine.stop(), publisher.stop()]);
  });

  it('are not taken from another epoch of the journal', async () => {
    const world = new StreamedWorld();
    const publisher = await world.startPublisher();
    const { engine, source } = await startReader(world);
    await world.clock.advance(2_000);
    const [event] = world.journal.append(anEvent('k', 0));
    await world.clock.advance(1_000);
    source.received({ ...event!, position: event!.position + 1n, payload: 'forged' }, 'other', event!.position, 100);
    await world.clock.advance(2_000);
    expect(world.store.effects).toEqual(['k:0']);
    await Promise.all([engine.stop(), publisher.stop()]);
  });

  it.each(Array.from({ length: SEEDS }, (_, seed) => [seed]))(
    'take effect once and in order although the stream loses, repeats, delays and ends, and hosts come and go: course %i',
    async (seed) => {
      const world = new StreamedWorld(seed);
      const random = seededRandomness(seed + 1_000);
      const chance = (share: number): boolean => random.next() < share;
      world.streams.faults = { lost: 0.01, repeated: 0.02, late: 0.02 };
      world.transport.losesAnswer = () => chance(0.05);
      world.transport.losesAnnouncement = () => chance(0.1);
      const publishers = [await world.startPublisher()];
      const readers = [(await startReader(world)).engine];
      let published = 0;
      const busy = new Set<string>();
      const publish = (): void => {
        const key = `k${Math.floor(random.next() * 20)}`;
        if (busy.has(key)) return;
        const writer = world.journal.begin(anEvent(key, published++));
        const end = (): void => {
          busy.delete(key);
          writer.commit();
          for (const each of publishers) each.wake();
        };
        if (chance(0.8)) end();
        else {
          busy.add(key);
          world.clock.after(200 * random.next(), end);
        }
      };
      for (let step = 0; step < 150; step++) {
        for (let n = random.next() * 12; n > 0; n--) publish();
        if (chance(0.05) && readers.length < 3) readers.push((await startReader(world)).engine);
        if (chance(0.04) && readers.length > 1)
          await Promise.all([readers.shift()!.stop(), world.clock.advance(5_000)]);
        if (chance(0.04) && publishers.length < 2) publishers.push(await world.startPublisher());
        if (chance(0.04) && publishers.length > 1)
          await Promise.all([publishers.shift()!.stop(), world.clock.advance(5_000)]);
        if (chance(0.03)) world.streams.down = true;
        else if (chance(0.2)) world.streams.down = false;
        if (chance(0.02)) world.transport.down = true;
        else if (chance(0.3)) world.transport.down = false;
        await world.clock.advance(random.next() * 300);
      }
      world.transport.down = world.streams.down = false;
      await world.clock.advance(20_000);
      expectOnceAndInOrder(world.store.effects, published);
      expect(world.streams.appended).toBeGreaterThan(published / 2);
      await Promise.all([...readers, ...publishers].map((each) => each.stop()).concat(world.clock.advance(10_000)));
    },
  );
});
