import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parkedReasons, type ParkedReason } from '../engine/parked-reason.js';
import type { ParkedEvent, SubscribedPublisher, SubscriptionStore, TakenLease } from '../engine/ports.js';
import { LANES } from '@multilith/data';
import type { StoreFixture } from './describe-store.js';

const publisher = 'orders';
const TTL = 400;

/** Conformance suite for subscription stores: events that a subscriber cannot read. */
export function describeUnreadableStore(name: string, create: () => Promise<StoreFixture>): void {
  describe(`${name} as a store of unreadable events`, () => {
    let fixture: StoreFixture;
    let store: SubscriptionStore;
    beforeAll(async () => {
      fixture = await create();
      store = fixture.store;
    });
    afterAll(() => fixture.close());

    const register = async (): Promise<SubscribedPublisher> => {
      const subscription = `s-${randomUUID()}`;
      const begin = { epoch: 'e', position: 0n };
      await store.register([{ subscription, publisher, events: ['orders.OrderPlaced'], begin }]);
      return { subscription, publisher };
    };
    const take = async (host: string, { subscription }: SubscribedPublisher, ttl = 60_000): Promise<TakenLease> => {
      await store.renew(host, [{ subscription, publisher }], ttl);
      return (await store.take(host, subscription, [publisher], LANES))[0]!;
    };
    const parkedAt = (
      { subscription, lane }: TakenLease,
      position: bigint,
      reason: ParkedReason | undefined,
    ): ParkedEvent => ({
      ...{ subscription, publisher, lane, position, reason },
      key: `k${position}`,
      eventId: randomUUID(),
      name: 'orders.OrderPlaced',
      version: 2,
      status: reason ? 'parked' : 'waiting',
      attempts: reason ? 1 : 0,
      lastError: reason && 'Error: no',
      lastStack: undefined,
    });

    it('keeps version and reason of parked events, and counts them per reason', async () => {
      const of = await register();
      const lease = await take('a', of);
      const rows = [
        parkedAt(lease, 1n, 'unreadable'),
        parkedAt(lease, 2n, 'unreadable'),
        parkedAt(lease, 3n, 'failed'),
        parkedAt(lease, 4n, 'interrupted'),
        parkedAt(lease, 5n, 'missing'),
        parkedAt(lease, 6n, undefined),
      ];
      await store.transact((tx) => tx.park(rows));
      expect(await store.parkedCounts()).toContainEqual({
        ...of,
        parked: 5,
        reasons: parkedReasons({ failed: 1, unreadable: 2, interrupted: 1, missing: 1 }),
        queued: 1,
      });
      expect(await store.lastUnreadable(of, 6n, 10)).toEqual([2n, 1n]);
      expect(await store.lastUnreadable(of, 6n, 1)).toEqual([2n]);
      expect(await store.lastUnreadable(of, 2n, 10)).toEqual([1n]);
      expect((await store.unreadableParked(of, 0n, 10)).map(({ position }) => position)).toEqual([1n, 2n]);
      expect((await store.unreadableParked(of, 0n, 1)).map(({ position }) => position)).toEqual([1n]);
      expect((await store.unreadableParked(of, 1n, 10)).map(({ position }) => position)).toEqual([2n]);
    });

    it('retries events that are parked as unreadable, and no others', async () => {
      const of = await register();
      const lease = await take('a', of);
      const rows = [parkedAt(lease, 1n, 'unreadable'), parkedAt(lease, 2n, 'failed')];
      await store.transact((tx) => tx.park(rows));
      expect(await store.retryUnreadable(rows)).toBe(1);
      expect(await store.retryUnreadable(rows)).toBe(0);
      const due = (await store.dueParked('a', 1_000)).filter(({ subscription }) => subscription === of.subscription);
      expect(due).toMatchObject([{ position: 1n, attempts: 0 }]);
    });

    it('knows which subscriptions have stopped, as long as the host that stopped them lives', async () => {
      const [of, other] = [await register(), await register()];
      await take('stops', of, TTL);
      await store.stop('stops', of, 'EVENTS_UNREADABLE: no');
      const first = (await store.stopped()).find(({ subscription }) => subscription === of.subscription);
      expect(first).toMatchObject({ ...of, problem: 'EVENTS_UNREADABLE: no' });
      await store.stop('stops', of, 'EVENTS_UNREADABLE: no');
      const again = (await store.stopped()).find(({ subscription }) => subscription === of.subscription);
      expect(again!.since).toEqual(first!.since);
      await take('stops too', of, TTL);
      await store.stop('stops too', of, 'EVENTS_UNREADABLE: no');
      const both = (await store.stopped()).find(({ subscription }) => subscription === of.subscription);
      expect(both!.since).toEqual(first!.since);
      expect((await store.stopped()).some(({ subscription }) => subscription === other.subscription)).toBe(false);
      await fixture.passTime(TTL + 100);
      expect((await store.stopped()).some(({ subscription }) => subscription === of.subscription)).toBe(false);
    });
  });
}
