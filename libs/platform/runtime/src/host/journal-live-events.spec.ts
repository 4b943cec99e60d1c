import { event } from '@multilith/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anEvent } from '@multilith/data/testing';
import { ManualClock, MemoryJournal, SILENT } from '@multilith/events/testing';
import { LiveFeed } from '@multilith/events';
import { JournalLiveEvents } from './journal-live-events.js';

const shape = { payload: z.object({ n: z.number() }), key: () => 'a' };
class Changed extends event('orders.Changed', shape) {}
class Elsewhere extends event('elsewhere.Changed', shape) {}

describe('what is watched live', () => {
  let clock: ManualClock;
  let journal: MemoryJournal;
  let feed: LiveFeed;
  let live: JournalLiveEvents;
  let state: number;
  let reads: number;

  beforeEach(() => {
    clock = new ManualClock();
    journal = new MemoryJournal('orders');
    feed = new LiveFeed({
      journals: new Map([['orders', { source: journal, names: ['orders.Changed', 'orders.Other'] }]]),
      clock,
      logger: SILENT,
    });
    live = new JournalLiveEvents(() => feed);
    state = 0;
    reads = 0;
  });

  const read = async (...seen: unknown[]): Promise<{ state: number }> => {
    expect(seen, 'an event to put a state together from').toEqual([]);
    reads++;
    return { state };
  };
  const watch = (isFinal?: (now: { state: number }) => boolean): AsyncIterableIterator<{ state: number }> =>
    live.watch({ events: [Changed], key: 'a', read, ...(isFinal ? { isFinal } : {}) });
  /** What the iterator answers while time passes. */
  async function next<T>(states: AsyncIterator<T>): Promise<IteratorResult<T>> {
    let settled = false;
    const asked = states.next().finally(() => (settled = true));
    asked.catch(() => {});
    await clock.until(() => settled, 5_000);
    return asked;
  }
  function change(to: number, key = 'a', name = 'orders.Changed'): void {
    state = to;
    journal.append(anEvent(key, { n: to }, name));
  }

  it('begins with the current state, and sends each change after an event of its key', async () => {
    journal.append(anEvent('a', { n: -1 }, 'orders.Changed'));
    const states = watch();
    expect(await next(states)).toEqual({ value: { state: 0 }, done: false });
    change(1);
    expect(await next(states)).toEqual({ value: { state: 1 }, done: false });
    change(2, 'b');
    change(2, 'a', 'orders.Other');
    state = 1;
    journal.append(anEvent('a', { n: 9 }, 'orders.Changed'));
    const waiting = states.next();
    await clock.advance(1_000);
    change(3);
    await clock.advance(1_000);
    expect(await waiting).toEqual({ value: { state: 3 }, done: false });
    // Not read for another key or name; read for what changed nothing, but not told.
    expect(reads).toBe(4);
    await states.return!();
  });

  it('misses nothing that is committed after the first read, whenever its writer began', async () => {
    const open = journal.begin(anEvent('a', { n: 1 }, 'orders.Changed'));
    const states = watch();
    const first = states.next();
    await clock.advance(1_000);
    // Not before the open transaction has ended: its event might be below the place from which on events are seen.
    expect(reads).toBe(0);
    open.commit();
    state = 1;
    await clock.advance(10);
    expect(await first).toEqual({ value: { state: 1 }, done: false });
    const late = journal.begin(anEvent('a', { n: 2 }, 'orders.Changed'));
    change(3);
    state = 2;
    late.commit();
    expect(await next(states)).toEqual({ value: { state: 2 }, done: false });
    await states.return!();
  });

  it('ends with the final state, with a state that is gone, and when the host stops', async () => {
    const final = watch(({ state: now }) => now === 1);
    await next(final);
    change(1);
    expect(await next(final)).toEqual({ value: { state: 1 }, done: false });
    expect(await next(final)).toEqual({ value: undefined, done: true });
    const gone = live.watch({ events: [Changed], key: 'a', read: async () => undefined });
    expect(await next(gone)).toEqual({ value: undefined, done: true });
    const stopped = watch();
    await next(stopped);
    const waiting = stopped.next();
    await feed.stop();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(feed.followers).toBe(0);
  });

  it('is left at once, also while it waits, and nothing reads the journal any more', async () => {
    const [one, other] = [watch(), watch()];
    await Promise.all([next(one), next(other)]);
    expect(feed.followers).toBe(2);
    const waiting = one.next();
    await one.return!();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(feed.followers).toBe(1);
    await other.return!();
    let looks = 0;
    const mark = journal.mark.bind(journal);
    journal.mark = () => (looks++, mark());
    await clock.advance(10_000);
    expect([feed.followers, looks]).toEqual([0, 0]);
  });

  it('that is left before its first state came leaves nothing behind', async () => {
    const open = journal.begin(anEvent('b'));
    const states = watch();
    const first = states.next();
    await states.return!();
    open.commit();
    await clock.advance(1_000);
    expect(await first).toEqual({ value: undefined, done: true });
    expect([feed.followers, reads]).toEqual([0, 0]);
  });

  it('keeps the latest events for who is slow, and drops older ones', async () => {
    const states = watch();
    await next(states);
    for (let n = 1; n <= 1_000; n++) change(n);
    await clock.advance(1_000);
    for (let n = 0; n < 16; n++) {
      state = -n - 1;
      await next(states);
    }
    const further = states.next();
    await clock.advance(1_000);
    expect(reads).toBe(17);
    await states.return!();
    expect(await further).toEqual({ value: undefined, done: true });
  });

  it('fails with what reading throws, and where the events are not read here', async () => {
    const broken = live.watch({ events: [Changed], key: 'a', read: () => Promise.reject(new Error('no database')) });
    await expect(next(broken)).rejects.toThrow('no database');
    expect(feed.followers).toBe(0);
    await expect(live.watch({ events: [Elsewhere], key: 'a', read }).next()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(
      new JournalLiveEvents(() => undefined).watch({ events: [Changed], key: 'a', read }).next(),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
