import { describe, expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { MemoryWorld, type MemoryHandler } from '../testing/memory-engine.js';
import { mortal } from '../testing/mortal.js';
import { laneOf } from '@multilith/data';
import type { EngineSubscription } from './engine-subscription.js';
import { DEFAULT_RETRY_POLICY } from './retry-policy.js';

/** Keys of one lane, to see what stands behind what. */
const sameLane = (like: string, count: number): string[] =>
  Array.from({ length: 5_000 }, (_, n) => `x${n}`)
    .filter((key) => laneOf(key) === laneOf(like))
    .slice(0, count);

const note: MemoryHandler = ({ key, payload }, effect) => effect(`${key}:${JSON.stringify(payload)}`);

describe.each([{ batch: 100 }, { batch: 1 }])('an event that fails, in batches of $batch', ({ batch }) => {
  it('is tried again until it succeeds, and everything takes effect once and in order', async () => {
    const world = new MemoryWorld();
    let failures = 3;
    const engine = world.engine({
      batch,
      handler: (event, effect) => {
        note(event, effect);
        if (event.payload === 'bad' && failures-- > 0) throw new Error('not yet');
      },
    });
    world.journal.append(anEvent('a', 1), anEvent('a', 'bad'), anEvent('a', 2), anEvent('b', 3));
    await engine.start();
    await world.effects(4);
    expect(world.store.effects.filter((effect) => effect.startsWith('a'))).toEqual(['a:1', 'a:"bad"', 'a:2']);
    expect(world.store.effects).toHaveLength(4);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });

  it('is not forgotten when its pause ends just while the engine looks at the time', async () => {
    const world = new MemoryWorld();
    const FAILURES = 1_000;
    let attempts = 0;
    const engine = world.engine({
      batch,
      handler: (event, effect) => {
        if (attempts++ < FAILURES) throw new Error('not yet');
        note(event, effect);
      },
      retryPolicy: { maxAttempts: Infinity, delayAfter: () => 10 },
    });
    world.journal.append(anEvent('a', 1));
    await engine.start();
    await world.clock.until(() => world.store.effects.length === 1, FAILURES * 12);
    await engine.stop();
  });

  it('is parked with its key after its attempts, and its lane goes on', async () => {
    const world = new MemoryWorld();
    const [other] = sameLane('a', 1);
    let attempts = 0;
    const engine = world.engine({
      batch,
      handler: (event, effect) => {
        if (event.payload === 'poison') {
          attempts++;
          throw new Error('never');
        }
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 'poison'), anEvent('a', 'later'), anEvent(other!, 'goes on'));
    await engine.start();
    await world.effects(1);
    await world.clock.advance(5_000);
    expect(world.store.effects).toEqual([`${other}:"goes on"`]);
    expect(world.store.parkedEvents().map(({ key, status, attempts: counted }) => [key, status, counted])).toEqual([
      ['a', 'parked', DEFAULT_RETRY_POLICY.maxAttempts],
      ['a', 'waiting', 0],
    ]);
    // A batch that fails is no attempt of any single event in it.
    expect(attempts).toBe(DEFAULT_RETRY_POLICY.maxAttempts + (batch > 1 ? 1 : 0));
    expect(world.reports.filter(({ message }) => message.includes('is parked'))).toHaveLength(1);
    await engine.stop();
  });

  it('holds up no other lane while it waits', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({
      batch,
      handler: (event, effect) => {
        if (event.key === 'a') throw new Error('never');
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 1));
    await engine.start();
    await world.clock.advance(300);
    for (let n = 0; n < 30; n++) if (laneOf(`o${n}`) !== laneOf('a')) world.journal.append(anEvent(`o${n}`, n));
    await world.clock.advance(400);
    expect(world.store.effects.length).toBeGreaterThan(20);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });
});

describe.each([{ batch: 100 }, { batch: 1 }])('an event that fails for good, in batches of $batch', ({ batch }) => {
  const permanent = new Error('for good');
  const failureKind: EngineSubscription['failureKind'] = (error) => (error === permanent ? 'permanent' : undefined);

  it('is parked at the first attempt, and everything else is handled once and in order', async () => {
    const world = new MemoryWorld();
    let attempts = 0;
    const engine = world.engine({
      batch,
      failureKind,
      handler: (event, effect) => {
        if (event.payload === 'poison') {
          attempts++;
          throw permanent;
        }
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 'poison'));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 1, 5_000);
    expect(attempts).toBe(1);
    const [other, another] = sameLane('a', 2);
    world.journal.append(anEvent(other!, 1), anEvent(another!, 'poison'), anEvent(other!, 2), anEvent('b', 3));
    await world.effects(3);
    await world.clock.until(() => world.store.parkedEvents().length === 2, 5_000);
    expect(world.store.effects.filter((effect) => effect.startsWith('x'))).toEqual([`${other}:1`, `${other}:2`]);
    // In a batch something came before it: that it fails alone as well has to be seen.
    expect(attempts).toBeLessThanOrEqual(batch > 1 ? 3 : 2);
    expect(world.store.parkedEvents().map(({ attempts: counted, status }) => [counted, status])).toEqual([
      [1, 'parked'],
      [1, 'parked'],
    ]);
    expect(world.reports.map(({ level }) => level)).toEqual(['error', 'error']);
    await engine.stop();
  });

  it('stays parked when it is retried in vain, after one attempt', async () => {
    const world = new MemoryWorld();
    let attempts = 0;
    const engine = world.engine({
      batch,
      failureKind,
      handler: () => {
        attempts++;
        throw permanent;
      },
    });
    world.journal.append(anEvent('a', 1));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 1, 5_000);
    world.store.retry();
    await world.clock.until(() => attempts === 2, 5_000);
    await world.clock.advance(60_000);
    expect(world.store.parkedEvents()).toMatchObject([{ status: 'parked', attempts: 1, lastError: 'Error: for good' }]);
    expect(attempts).toBe(2);
    await engine.stop();
  });
});

describe('a failure', () => {
  it('is logged as one warning and one error, with what an operator needs', async () => {
    const world = new MemoryWorld();
    const engine = world.engine({
      handler: () => {
        throw new TypeError('never');
      },
    });
    world.journal.append(anEvent('a', 1));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 1);
    const { eventId } = world.store.parkedEvents()[0]!;
    const common = {
      context: 'payments',
      subscription: 'follow-orders',
      event: 'orders.OrderPlaced',
      eventId,
      key: 'a',
      trace: expect.stringMatching(/^[\da-f]{32}$/) as string,
      error: 'TypeError: never',
      stack: expect.stringContaining('failed-events.spec.ts') as string,
    };
    expect(world.reports).toMatchObject([
      { level: 'warn', details: { ...common, attempts: 1 } },
      {
        level: 'error',
        details: { ...common, attempts: 5, next: expect.stringContaining(`--event ${eventId}`) as string },
      },
    ]);
    await engine.stop();
  });

  it('that the store does not take is stored shortened, and its lane goes on', async () => {
    const world = new MemoryWorld();
    world.store.refusesFailure = (text) => text.includes('odd');
    const engine = world.engine({
      handler: (event, effect) => {
        if (event.key === 'a') throw new Error('odd');
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 1), anEvent(sameLane('a', 1)[0]!, 2));
    await engine.start();
    await world.effects(1);
    await world.clock.until(() => world.store.parkedEvents().length === 1);
    expect(world.store.parkedEvents()).toMatchObject([
      { status: 'parked', lastError: expect.stringContaining('log') as string },
    ]);
    world.store.retry();
    await world.clock.until(() => world.store.parkedEvents()[0]?.status === 'parked');
    expect(JSON.stringify(world.reports)).not.toContain('its database cannot be used');
    await engine.stop();
  });
});

describe('a parked event', () => {
  const parkTwo = async (): Promise<{ world: MemoryWorld; mend: () => void; stop: () => Promise<void> }> => {
    const world = new MemoryWorld();
    let broken = true;
    const engine = world.engine({
      handler: (event, effect) => {
        if (event.key === 'a' && broken) throw new Error('broken');
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 1), anEvent('a', 2), anEvent('a', 3));
    await engine.start();
    await world.clock.until(() => world.store.parkedEvents().length === 3);
    return { world, mend: () => (broken = false), stop: () => engine.stop() };
  };

  it('is handled again with its queue in order, and its key is free afterwards', async () => {
    const { world, mend, stop } = await parkTwo();
    mend();
    world.store.retry();
    await world.effects(3);
    world.journal.append(anEvent('a', 4));
    await world.effects(4);
    expect(world.store.effects).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
    expect(world.store.parkedEvents()).toEqual([]);
    await stop();
  });

  it('waits for a person again when the retry fails as often', async () => {
    const { world, stop } = await parkTwo();
    world.store.retry();
    await world.clock.advance(60_000);
    expect(world.store.parkedEvents().map(({ status }) => status)).toEqual(['parked', 'waiting', 'waiting']);
    expect(world.store.effects).toEqual([]);
    await stop();
  });

  it('lets its queue go on when it is dropped', async () => {
    const { world, mend, stop } = await parkTwo();
    mend();
    world.store.drop();
    await world.effects(2);
    expect(world.store.effects).toEqual(['a:2', 'a:3']);
    await stop();
  });

  it('keeps its key blocked for the next host', async () => {
    const { world, mend, stop } = await parkTwo();
    await stop();
    mend();
    world.journal.append(anEvent('a', 4));
    const next = world.engine();
    await next.start();
    await world.clock.advance(3_000);
    expect(world.store.effects).toEqual([]);
    world.store.retry();
    await world.effects(4);
    expect(world.store.effects).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
    await next.stop();
  });
});

describe('an error that is not the event’s fault', () => {
  it('counts nothing while the database is down, however long', async () => {
    const world = new MemoryWorld();
    const engine = world.engine();
    await engine.start();
    await world.clock.advance(100);
    world.store.outage = new Error('down');
    world.journal.append(anEvent('a', 1));
    await world.clock.advance(120_000);
    world.store.outage = undefined;
    await world.effects(1);
    expect(world.store.effects).toEqual(['a:1']);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });

  it('lets a lane wait, uncounted, while something its handler needs is not there', async () => {
    const world = new MemoryWorld();
    const missing = new Error('provider is down');
    let isDown = true;
    const engine = world.engine({
      batch: 1,
      failureKind: (error) => (error === missing ? 'unavailable' : undefined),
      handler: (event, effect) => {
        if (isDown && event.key === 'a') throw missing;
        note(event, effect);
      },
    });
    world.journal.append(anEvent('a', 1), anEvent('b', 2));
    await engine.start();
    await world.clock.advance(120_000);
    expect(world.store.effects).toEqual(['b:2']);
    isDown = false;
    await world.effects(2);
    expect(world.store.parkedEvents()).toEqual([]);
    await engine.stop();
  });
});

describe('a handler that takes its process with it', () => {
  it('is parked in the end, because attempts are counted before it runs', async () => {
    const world = new MemoryWorld();
    world.journal.append(anEvent('a', 'kills'), anEvent('b', 'fine'));
    let deaths = 0;
    const live = async (): Promise<void> => {
      const process = mortal();
      const engine = world.engine({
        process,
        handler: async (event, effect) => {
          if (event.payload === 'kills') {
            deaths++;
            process.die();
            await new Promise(() => {});
          }
          note(event, effect);
        },
      });
      await engine.start();
      await world.clock.advance(10_000);
    };
    for (let life = 0; life < 12 && world.store.parkedEvents().length === 0; life++) await live();
    expect(world.store.parkedEvents().map(({ key, status }) => [key, status])).toEqual([['a', 'parked']]);
    expect(world.store.effects).toEqual(['b:"fine"']);
    expect(deaths).toBe(DEFAULT_RETRY_POLICY.maxAttempts + 1);
  });
});
