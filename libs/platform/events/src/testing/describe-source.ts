import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalSource } from '../engine/ports.js';
import { LANES, laneOf, type JournalEntry, type JournaledEvent } from '@multilith/data';
import { anEvent } from '@multilith/data/testing';

/** A journal source under test, and how to write into its journal. */
export interface SourceFixture {
  readonly source: JournalSource;
  /** Publishes events in one transaction. */
  publish(...entries: JournalEntry[]): Promise<void>;
  /** Opens a transaction that has drawn its positions; the returned function ends it. */
  begin(...entries: JournalEntry[]): Promise<(how: 'commit' | 'rollback') => Promise<void>>;
  close(): Promise<void>;
}

const OTHER = 'orders.OrderCancelled';
const WANTED = 'orders.OrderPlaced';
const CONTENT = { text: 'a ü 🎉 "quoted"', nested: [1, null, { deep: true }], money: '9007199254740993' };

/** Conformance suite for journal sources. */
export function describeSource(name: string, create: () => Promise<SourceFixture>): void {
  describe(`${name} as a source of a journal`, () => {
    let fixture: SourceFixture;
    let source: JournalSource;
    beforeAll(async () => {
      fixture = await create();
      source = fixture.source;
    });
    afterAll(() => fixture.close());

    const head = async (): Promise<bigint> => (await source.mark()).head;
    const ids = (events: readonly { eventId: string }[]): string[] => events.map(({ eventId }) => eventId);
    const ascends = (events: readonly JournaledEvent[]): boolean =>
      events.every(({ position }, i) => i === 0 || position > events[i - 1]!.position);

    it('reads an event as it was written', async () => {
      const from = await head();
      const entry = {
        ...anEvent('some key', CONTENT),
        version: 3,
        headers: {
          ...anEvent('').headers,
          causedBy: 'orders.PlaceOrder',
          principal: { subject: 's', roles: [] },
        },
      };
      await fixture.publish(entry);
      const upTo = await head();
      const [event] = await source.read(from, { upTo, names: [WANTED], limit: 10 });
      // From another host, the principal arrives as a token that is checked when the event is handled.
      const { eventToken, ...headers } = event!.headers;
      const proven = eventToken === undefined ? {} : { principal: entry.headers.principal };
      expect({ ...event, headers: { ...headers, ...proven } }).toEqual({
        ...entry,
        position: upTo,
        lane: laneOf('some key'),
      });
      expect(await source.readOne(upTo)).toEqual(event);
      expect(
        await source.readLanes([{ lane: event!.lane, after: from }], { upTo, names: [WANTED], limit: 10 }),
      ).toEqual([event]);
    });

    it('reads all lanes in ascending position, no more than asked for, and only what is wanted', async () => {
      const from = await head();
      const entries = Array.from({ length: 60 }, (_, n) => anEvent(`k${n}`, n, n % 3 === 0 ? OTHER : WANTED));
      for (const entry of entries) await fixture.publish(entry);
      const upTo = await head();
      const wanted = entries.filter(({ name: type }) => type === WANTED);
      const all = await source.read(from, { upTo, names: [WANTED], limit: 100 });
      expect(ids(all)).toEqual(ids(wanted));
      expect(ascends(all)).toBe(true);
      const some = await source.read(from, { upTo, names: [WANTED], limit: 7 });
      expect(ids(some)).toEqual(ids(wanted.slice(0, 7)));
      const rest = await source.read(some.at(-1)!.position, { upTo, names: [WANTED], limit: 100 });
      expect(ids(rest)).toEqual(ids(wanted.slice(7)));
      const both = await source.read(from, { upTo, names: [WANTED, OTHER], limit: 100 });
      expect(ids(both)).toEqual(ids(entries));
      expect(ids(await source.read(from, { upTo: some[3]!.position, names: [WANTED], limit: 100 }))).toEqual(
        ids(wanted.slice(0, 4)),
      );
    });

    it('reads lanes after places of their own, up to a limit for each', async () => {
      const from = await head();
      const entries = Array.from({ length: 12 * LANES }, (_, n) => anEvent(`lane-key-${n}`, n));
      await fixture.publish(...entries);
      const upTo = await head();
      const all = await source.read(from, { upTo, names: [WANTED], limit: 1_000 });
      const inLane = (lane: number): JournaledEvent[] => all.filter((event) => event.lane === lane);
      const lanes = [3, 5, 7].map((lane, i) => ({ lane, after: i === 0 ? from : inLane(lane)[i]!.position }));
      const read = await source.readLanes(lanes, { upTo, names: [WANTED], limit: 4 });
      for (const [i, { lane }] of lanes.entries()) {
        const skipped = i === 0 ? 0 : i + 1;
        const found = read.filter((event) => event.lane === lane);
        expect(ids(found)).toEqual(ids(inLane(lane).slice(skipped, skipped + 4)));
      }
      expect(read.every(({ lane }) => [3, 5, 7].includes(lane))).toBe(true);
      expect(await source.readLanes(lanes, { upTo, names: [OTHER], limit: 4 })).toEqual([]);
    });

    it('reads far more than fits into one message', async () => {
      const from = await head();
      const text = 'x'.repeat(20_000);
      const entries = Array.from({ length: 80 }, (_, n) => anEvent(`big-${n % 5}`, { n, text }));
      await fixture.publish(...entries);
      const upTo = await head();
      const all = await source.read(from, { upTo, names: [WANTED], limit: 500 });
      expect(ids(all)).toEqual(ids(entries));
      const places = [...new Set(all.map(({ lane }) => lane))].map((lane) => ({ lane, after: from }));
      const byLane = await source.readLanes(places, { upTo, names: [WANTED], limit: 13 });
      for (const { lane } of places) {
        const expected = all.filter((event) => event.lane === lane).slice(0, 13);
        expect(ids(byLane.filter((event) => event.lane === lane))).toEqual(ids(expected));
      }
    });

    it('finds no event where there is none', async () => {
      expect(await source.readOne(10n ** 15n)).toBeUndefined();
    });

    it('counts what comes after cursors, no further than the limit', async () => {
      const from = await head();
      const lane = laneOf('counted');
      const oldest = { ...anEvent('counted'), occurredAt: new Date('2020-01-02T03:04:05.678Z') };
      await fixture.publish(oldest, anEvent('counted'), anEvent('counted', {}, OTHER));
      expect(await source.countAfter([{ lane, after: from }], [WANTED], 100)).toEqual({
        count: 2,
        oldest: oldest.occurredAt,
      });
      expect(await source.countAfter([{ lane, after: from }], [WANTED, OTHER], 2)).toMatchObject({ count: 2 });
      expect(await source.countAfter([{ lane, after: await head() }], [WANTED], 100)).toEqual({
        count: 0,
        oldest: undefined,
      });
    });

    it('keeps its epoch', async () => {
      const before = await source.mark();
      await fixture.publish(anEvent('k'));
      expect((await source.mark(before.head)).epoch).toBe(before.epoch);
    });

    it('names the writers that may still appear below the head, until they end', async () => {
      const before = await head();
      const end = await fixture.begin(anEvent('late', 'first'));
      await fixture.publish(anEvent('early', 'second'));
      const mark = await source.mark(before);
      expect(mark.head).toBeGreaterThan(before + 1n);
      expect(mark.writers).toHaveLength(1);
      expect(await source.unfinished(mark.writers)).toEqual(mark.writers);
      await end('commit');
      expect(await source.unfinished(mark.writers)).toEqual([]);
      const events = await source.read(before, { upTo: mark.head, names: [WANTED], limit: 10 });
      expect(events.map(({ payload }) => payload)).toEqual(['first', 'second']);
    });

    it('counts a position whose writer gave up', async () => {
      const before = await head();
      const end = await fixture.begin(anEvent('never'));
      await end('rollback');
      const mark = await source.mark(before);
      expect(mark).toMatchObject({ head: before + 1n, writers: [] });
      expect(await source.read(before, { upTo: mark.head, names: [WANTED], limit: 10 })).toEqual([]);
    });
  });
}
