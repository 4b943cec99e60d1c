import { expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { seededRandomness } from '../testing/manual-clock.js';
import { MemoryWorld } from '../testing/memory-engine.js';
import { mortal, type Mortal } from '../testing/mortal.js';
import type { EventEngine } from './event-engine.js';
import type { RetryPolicy } from './retry-policy.js';
import { MAX_UNREADABLE_EVENTS } from './unreadable-history.js';

/** Courses of events that are tried, each the same in every run; more of them with MULTILITH_SEEDS. */
const SEEDS = Number(process.env['MULTILITH_SEEDS'] ?? 12);
const STEPS = 100;
const PATIENT: RetryPolicy = { maxAttempts: Infinity, delayAfter: (attempts) => Math.min(1_000, 50 * attempts) };

it.each(Array.from({ length: SEEDS }, (_, n) => [n, n % 2 === 0 ? 20 : 1] as const))(
  'every event takes effect once and in order after releases that could not read all: course %i in batches of %i',
  async (seed, batch) => {
    const world = new MemoryWorld();
    const random = seededRandomness(seed);
    const chance = (share: number): boolean => random.next() < share;
    const hosts: { engine: EventEngine; process: Mortal }[] = [];
    let published = 0;
    let calm = false;

    /** A release reads the versions up to one. */
    const startHost = async (release: number): Promise<void> => {
      const process = mortal();
      const engine = world.engine({
        process,
        batch,
        retryPolicy: PATIENT,
        unreadableBecause: ({ version }) =>
          version <= release ? undefined : new Error(`stored as ${version}, read up to ${release}`),
        handler: async ({ key, payload, version }, effect) => {
          expect(version).toBeLessThanOrEqual(release);
          if (chance(0.2)) await new Promise<void>((resolve) => void world.clock.after(random.next() * 500, resolve));
          await process.running();
          effect(`${key}:${String(payload)}`);
          if (!calm && chance(0.03)) throw new Error('by chance');
        },
      });
      hosts.push({ engine, process });
      await engine.start();
    };
    const publish = (version: number): void => {
      const key = `k${Math.floor(random.next() * 30)}`;
      world.journal.append({ ...anEvent(key, published++), version });
      for (const { engine } of hosts) if (chance(0.5)) engine.wake('orders');
    };

    world.store.losesAnswer = () => !calm && chance(0.01);
    await startHost(1);
    for (let step = 0; step < STEPS; step++) {
      // Version 2 is an exception at first, then the rule.
      const share = step < STEPS / 2 ? 0.05 : 0.98;
      for (let n = random.next() * 8; n > 0; n--) publish(chance(share) ? 2 : 1);
      if (chance(0.05) && hosts.length < 4) await startHost(step > STEPS * 0.8 && chance(0.5) ? 2 : 1);
      if (chance(0.03) && hosts.length > 1)
        await Promise.all([hosts.shift()!.engine.stop(), world.clock.advance(10_000)]);
      if (chance(0.04) && hosts.length > 1) hosts.shift()!.process.die();
      if (chance(0.02)) world.store.outage = new Error('down');
      else if (chance(0.3)) world.store.outage = undefined;
      await world.clock.advance(random.next() * 400);
    }
    calm = true;
    world.store.outage = undefined;
    // Every host is a release that reads everything, in the end.
    await startHost(2);
    const last = hosts.pop()!;
    await Promise.all([...hosts.map(({ engine }) => engine.stop()), world.clock.advance(15_000)]);
    await world.effects(published);
    await world.clock.until(() => world.store.parkedEvents().length === 0);
    await world.clock.advance(10_000);

    expect(world.store.effects).toHaveLength(published);
    const newest = new Map<string, number>();
    for (const [key, n] of world.store.effects.map((effect) => effect.split(':') as [string, string])) {
      expect(Number(n), `order of ${key}`).toBeGreaterThan(newest.get(key) ?? -1);
      newest.set(key, Number(n));
    }
    expect(published).toBeGreaterThan(2 * MAX_UNREADABLE_EVENTS);
    await Promise.all([last.engine.stop(), world.clock.advance(5_000)]);
  },
);
