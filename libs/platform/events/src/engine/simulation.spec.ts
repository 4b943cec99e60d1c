import { expect, it } from 'vitest';
import { anEvent } from '@multilith/data/testing';
import { seededRandomness } from '../testing/manual-clock.js';
import { MemoryWorld } from '../testing/memory-engine.js';
import { mortal, type Mortal } from '../testing/mortal.js';
import type { EventEngine } from './event-engine.js';
import type { RetryPolicy } from './retry-policy.js';

/** Courses of events that are tried, each the same in every run; more of them with MULTILITH_SEEDS. */
const SEEDS = Number(process.env['MULTILITH_SEEDS'] ?? 20);
const STEPS = 120;

/** Chance fails here, not the events: none may be parked. */
const PATIENT: RetryPolicy = { maxAttempts: Infinity, delayAfter: (attempts) => Math.min(1_000, 50 * attempts) };

it.each(Array.from({ length: SEEDS }, (_, n) => [n, n % 2 === 0 ? 20 : 1] as const))(
  'every event takes effect once and in order, whatever happens: course %i in batches of %i',
  async (seed, batch) => {
    const world = new MemoryWorld();
    const random = seededRandomness(seed);
    const chance = (share: number): boolean => random.next() < share;
    const hosts: { engine: EventEngine; process: Mortal }[] = [];
    const keyBusy = new Map<string, number>();
    let published = 0;
    let committed = 0;
    let calm = false;

    const startHost = async (): Promise<void> => {
      const process = mortal();
      const handler = async (
        event: { key: string; payload: unknown },
        effect: (value: string) => void,
      ): Promise<void> => {
        if (chance(0.3)) await new Promise<void>((resolve) => void world.clock.after(random.next() * 800, resolve));
        await process.running();
        effect(`${event.key}:${String(event.payload)}`);
        if (!calm && chance(0.05)) throw new Error('by chance');
      };
      const engine = world.engine({ process, batch, retryPolicy: PATIENT, handler });
      hosts.push({ engine, process });
      await engine.start();
    };
    const publish = (): void => {
      const key = `k${Math.floor(random.next() * 12)}`;
      // Two transactions that fight for one key never overlap; the later one draws the later position.
      if (keyBusy.get(key)) return;
      const count = 1 + Math.floor(random.next() * 3);
      const events = Array.from({ length: count }, () => anEvent(key, published++));
      const writer = world.journal.begin(...events);
      keyBusy.set(key, 1);
      const end = (commit: boolean): void => {
        keyBusy.delete(key);
        if (commit) {
          writer.commit();
          committed += count;
        } else writer.rollback();
      };
      if (chance(0.7)) end(true);
      else world.clock.after(random.next() * 300, () => end(chance(0.8)));
      for (const { engine } of hosts) if (chance(0.5)) engine.wake('orders');
    };

    world.store.losesAnswer = () => !calm && chance(0.02);
    await startHost();
    for (let step = 0; step < STEPS; step++) {
      for (let n = random.next() * 6; n > 0; n--) publish();
      if (chance(0.06) && hosts.length < 4) await startHost();
      if (chance(0.03) && hosts.length > 1)
        await Promise.all([hosts.shift()!.engine.stop(), world.clock.advance(10_000)]);
      if (chance(0.03) && hosts.length > 1) hosts.shift()!.process.die();
      if (chance(0.04)) {
        // Longer than its leases last: others take over, and then it goes on where it was.
        const resume = hosts[Math.floor(random.next() * hosts.length)]!.process.pause();
        world.clock.after(3_000 + random.next() * 6_000, resume);
      }
      if (chance(0.02)) world.store.outage = new Error('down');
      else if (chance(0.3)) world.store.outage = undefined;
      await world.clock.advance(random.next() * 400);
    }
    calm = true;
    world.store.outage = undefined;
    await world.clock.advance(10_000);
    await world.effects(committed);
    await world.clock.advance(10_000);

    expect(world.store.effects).toHaveLength(committed);
    expect(new Set(world.store.effects).size).toBe(committed);
    const last = new Map<string, number>();
    for (const [key, n] of world.store.effects.map((effect) => effect.split(':') as [string, string])) {
      expect(Number(n), `order of ${key}`).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, Number(n));
    }
    expect(world.store.parkedEvents()).toEqual([]);
    await Promise.all([...hosts.map(({ engine }) => engine.stop()), world.clock.advance(5_000)]);
  },
);
