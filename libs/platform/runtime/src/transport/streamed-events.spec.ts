import { describe, expect, it, vi } from 'vitest';
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

describe.each([
  ['a broker', false],
  ['links to the followers', true],
])('events that come through %s', (_, pushed) => {
  it('come without a question to the publisher, within milliseconds', async () => {
    const world = new StreamedWorld(1, pushed);
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
    const world = new StreamedWorld(1, pushed);
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
    // A relay makes up for what it could not append; what was not pushed is read from the journal for good.
    expect(world.streams.appended).toBe(pushed ? 100 : 200);
    await Promise.all([engine.stop(), publisher.stop()]);
  });

  it('are seen although the last one is lost', async () => {
    const world = new StreamedWorld(1, pushed);
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
    const world = new StreamedWorld(1, pushed);
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
      const world = new StreamedWorld(seed, pushed);
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

describe('events that come through links to the followers', () => {
  it('come within milliseconds from whichever instance of the publisher has committed them', async () => {
    const world = new StreamedWorld(1, true);
    const instances = [await world.startPublisher(), await world.startPublisher()];
    const { engine, source } = await startReader(world);
    await world.clock.advance(2_000);
    const before = world.transport.asked.length;
    for (let n = 0; n < 100; n++) {
      const at = world.clock.now();
      world.journal.append(anEvent(`k${n % 7}`, n));
      instances[n % 2]!.wake();
      await world.clock.until(() => world.store.effects.length === n + 1, 40);
      expect(world.clock.now() - at).toBeLessThan(50);
      await world.clock.advance(20);
    }
    expect(world.transport.asked.slice(before)).toEqual([]);
    expect(source.gapReads).toBe(0);
    expectOnceAndInOrder(world.store.effects, 100);
    await Promise.all([engine, ...instances].map((each) => each.stop()));
  });

  it('still come without a question after one of two instances has ended', async () => {
    const world = new StreamedWorld(1, true);
    const [first, second] = [await world.startPublisher(), await world.startPublisher()];
    const { engine } = await startReader(world);
    await world.clock.advance(2_000);
    await first.stop();
    const before = world.transport.asked.length;
    for (let n = 0; n < 20; n++) {
      world.journal.append(anEvent(`k${n % 7}`, n));
      second.wake();
      await world.clock.until(() => world.store.effects.length === n + 1, 40);
    }
    expect(world.transport.asked.slice(before)).toEqual([]);
    await Promise.all([engine.stop(), second.stop()]);
  });

  it('are neither read nor encoded while no host follows, and a later follower misses none', async () => {
    const world = new StreamedWorld(1, true);
    const read = vi.spyOn(world.journal, 'read');
    const mark = vi.spyOn(world.journal, 'mark');
    const publisher = await world.startPublisher();
    for (let n = 0; n < 20; n++) {
      world.journal.append(anEvent(`k${n % 7}`, n));
      publisher.wake();
      await world.clock.advance(100);
    }
    expect([read.mock.calls, mark.mock.calls]).toEqual([[], []]);
    expect(world.streams.appended).toBe(0);
    const { engine } = await startReader(world);
    await world.effects(20);
    world.journal.append(anEvent('k1', 20));
    publisher.wake();
    await world.effects(21);
    expect(world.streams.appended).toBe(1);
    expectOnceAndInOrder(world.store.effects, 21);
    await Promise.all([engine.stop(), publisher.stop()]);
  });
});
