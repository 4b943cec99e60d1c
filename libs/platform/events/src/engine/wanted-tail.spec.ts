import { anEvent } from '@multilith/data/testing';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import { MemoryJournal } from '../testing/memory-journal.js';
import { WantedTail } from './wanted-tail.js';

const silent = (): void => {};

function tailOf(journal: MemoryJournal, clock: ManualClock): { tail: WantedTail; seen: unknown[] } {
  const seen: unknown[] = [];
  const tail = new WantedTail({
    source: journal,
    names: ['orders.OrderPlaced'],
    readers: [{ grown: (_, events) => void seen.push(...events.map(({ payload }) => payload)) }],
    clock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return { tail, seen };
}

describe('a tail that is read while it is wanted', () => {
  it('shows what is appended while it is, and nothing of the time between', async () => {
    const [journal, clock] = [new MemoryJournal('orders'), new ManualClock()];
    const { tail, seen } = tailOf(journal, clock);
    const append = async (payload: string): Promise<void> => {
      journal.append(anEvent('k', payload));
      tail.wake();
      await clock.advance(1_000);
    };
    await append('before');
    tail.want(true);
    await clock.advance(100);
    await append('first');
    expect([tail.isWanted, tail.epoch]).toEqual([true, journal.epoch]);
    tail.want(false);
    await append('between');
    expect([tail.isWanted, tail.epoch]).toEqual([false, undefined]);
    tail.want(true);
    await clock.advance(100);
    await append('last');
    await tail.stop();
    await append('after');
    expect(seen).toEqual(['first', 'last']);
  });

  it('does not begin again once it is stopped and is wanted still', async () => {
    const [journal, clock] = [new MemoryJournal('orders'), new ManualClock()];
    const { tail } = tailOf(journal, clock);
    await tail.stop();
    tail.want(true);
    expect(tail.isWanted).toBe(false);
  });

  it('does not show what a poll finds that was running when it was stopped', async () => {
    const [journal, clock] = [new MemoryJournal('orders'), new ManualClock()];
    const { tail, seen } = tailOf(journal, clock);
    tail.want(true);
    await clock.advance(100);
    const writer = journal.begin(anEvent('k', 'held'));
    journal.append(anEvent('k', 'appended'));
    tail.wake();
    await clock.advance(100);
    tail.want(false);
    tail.want(true);
    writer.commit();
    await clock.advance(1_000);
    expect(seen).toEqual([]);
    await tail.stop();
  });
});
