import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parkedReasons } from '../engine/parked-reason.js';
import type { CursorMove, LaneLease, ParkedEvent, SubscriptionStore, TakenLease } from '../engine/ports.js';
import { StaleLeaseError } from '../engine/stale-lease.error.js';
import { LANES } from '@multilith/data';

/** A subscription store under test, with what the suite needs around it. */
export interface StoreFixture {
  readonly store: SubscriptionStore;
  /** Advances the time of the store. */
  passTime(milliseconds: number): Promise<void>;
  /** Schedules every parked event for another attempt, as an operator would. */
  retryAll(): Promise<void>;
  close(): Promise<void>;
}

const TTL = 400;
const publisher = 'orders';

/** Conformance suite for subscription stores. */
export function describeStore(name: string, create: () => Promise<StoreFixture>): void {
  describe(`${name} as a subscription store`, () => {
    let fixture: StoreFixture;
    let store: SubscriptionStore;
    beforeAll(async () => {
      fixture = await create();
      store = fixture.store;
    });
    afterAll(() => fixture.close());

    /** A new subscription for each test, because leases are shared by name. */
    const register = async (position = 0n): Promise<string> => {
      const subscription = `s-${randomUUID()}`;
      const others = (await store.known()).map((known) => ({
        ...known,
        events: ['orders.OrderPlaced'],
        begin: undefined,
      }));
      await store.register([
        ...others,
        { subscription, publisher, events: ['orders.OrderPlaced'], begin: { epoch: 'e', position } },
      ]);
      return subscription;
    };
    const renew = (host: string, subscription: string, ttl = 60_000) =>
      store.renew(host, [{ subscription, publisher }], ttl);
    const takeAll = async (host: string, subscription: string, ttl?: number): Promise<readonly TakenLease[]> => {
      await renew(host, subscription, ttl);
      return store.take(host, subscription, [publisher], LANES);
    };
    const step = ({ subscription, lane, token }: LaneLease, from: bigint, to: bigint): CursorMove => {
      return { subscription, publisher, lane, token, from, to };
    };
    const move = (lease: LaneLease, from: bigint, to: bigint): Promise<void> =>
      store.transact((tx) => tx.advance([step(lease, from, to)]));
    const positionOf = async (host: string, { subscription, lane }: LaneLease): Promise<bigint> =>
      (await renew(host, subscription)).cursors.find((cursor) => cursor.lane === lane)!.position;
    const parkedAt = (lease: LaneLease, position: bigint, status: ParkedEvent['status'], key = 'k'): ParkedEvent => {
      const { subscription, lane } = lease;
      const attempts = status === 'parked' ? 5 : 0;
      return {
        subscription,
        publisher,
        lane,
        key,
        position,
        eventId: randomUUID(),
        name: 'orders.OrderPlaced',
        version: 1,
        status,
        reason: status === 'parked' ? 'failed' : undefined,
        attempts,
        lastError: undefined,
        lastStack: undefined,
      };
    };
    const dueOf = async (host: string, subscription: string): Promise<bigint[]> =>
      (await store.dueParked(host, 1_000))
        .filter((row) => row.subscription === subscription)
        .map(({ position }) => position);

    it('begins every lane where the registration says, and moves no cursor that is there', async () => {
      const subscription = await register(7n);
      await store.register([
        { subscription, publisher, events: ['orders.Other'], begin: { epoch: 'x', position: 99n } },
      ]);
      const leases = await takeAll('host', subscription);
      expect(leases.map(({ lane }) => lane).sort((a, b) => a - b)).toEqual(
        Array.from({ length: LANES }, (_, lane) => lane),
      );
      expect(leases.every(({ position, epoch }) => position === 7n && epoch === 'e')).toBe(true);
    });

    it('reports subscriptions that are no longer declared', async () => {
      const gone = await register();
      const orphans = await store.register([
        { subscription: 'stays', publisher, events: [], begin: { epoch: 'e', position: 0n } },
      ]);
      expect(orphans).toContainEqual({ subscription: gone, publisher });
      expect(orphans).not.toContainEqual({ subscription: 'stays', publisher });
    });

    it('gives a lane to one host only', async () => {
      const hosts = ['a', 'b', 'c', 'd', 'e'];
      for (let round = 0; round < 10; round++) {
        const subscription = await register();
        const taken = await Promise.all(
          hosts.map(async (host) => {
            await renew(host, subscription);
            return store.take(host, subscription, [publisher], 10);
          }),
        );
        const lanes = taken.flat().map(({ lane }) => lane);
        expect(new Set(lanes).size).toBe(lanes.length);
        expect((await renew('a', subscription)).hosts.get(subscription)).toEqual(hosts);
      }
    });

    it('lets a live host keep its lanes, and others take those of a dead one as suspect', async () => {
      const subscription = await register();
      const first = await takeAll('dies', subscription, TTL);
      expect(first.every(({ suspect }) => !suspect)).toBe(true);
      expect(await takeAll('lives', subscription)).toEqual([]);
      await fixture.passTime(TTL + 100);
      const second = await takeAll('lives', subscription);
      expect(second).toHaveLength(LANES);
      expect(second.every(({ suspect }) => suspect)).toBe(true);
      const before = new Map(first.map(({ lane, token }) => [lane, token]));
      expect(second.every(({ lane, token }) => token > before.get(lane)!)).toBe(true);
    });

    it('gives released lanes on without suspicion', async () => {
      const subscription = await register();
      await store.release(await takeAll('a', subscription));
      await store.leave('a');
      const taken = await takeAll('b', subscription);
      expect(taken).toHaveLength(LANES);
      expect(taken.some(({ suspect }) => suspect)).toBe(false);
    });

    it('ignores the release of a lane that has been taken over', async () => {
      const subscription = await register();
      const old = await takeAll('a', subscription);
      await store.leave('a');
      await takeAll('b', subscription);
      await store.release(old);
      expect((await renew('b', subscription)).held).toHaveLength(LANES);
    });

    it('moves cursors with the transaction, all or none', async () => {
      const subscription = await register();
      const [one, two] = await takeAll('a', subscription);
      await move(one!, 0n, 5n);
      expect(await positionOf('a', one!)).toBe(5n);
      const both = store.transact((tx) => tx.advance([step(one!, 5n, 8n), step(two!, 3n, 8n)]));
      await expect(both).rejects.toBeInstanceOf(StaleLeaseError);
      const undone = store.transact(async (tx) => {
        await tx.advance([step(one!, 5n, 8n)]);
        throw new Error('handler');
      });
      await expect(undone).rejects.toThrow('handler');
      expect(await positionOf('a', one!)).toBe(5n);
    });

    it('refuses a cursor to a host whose lease was taken over', async () => {
      const subscription = await register();
      const [old] = await takeAll('a', subscription);
      await store.leave('a');
      const now = (await takeAll('b', subscription)).find(({ lane }) => lane === old!.lane)!;
      await expect(move(old!, 0n, 5n)).rejects.toBeInstanceOf(StaleLeaseError);
      await expect(store.countAttempt(old!, 1n)).rejects.toBeInstanceOf(StaleLeaseError);
      await move(now, 0n, 5n);
    });

    it('lets one of two transactions on the same step win', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => move(lease!, 0n, 4n)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('counts attempts per event, across hosts', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      expect(await store.countAttempt(lease!, 3n)).toBe(1);
      expect(await store.countAttempt(lease!, 3n)).toBe(2);
      await store.leave('a');
      const next = (await takeAll('b', subscription)).find(({ lane }) => lane === lease!.lane)!;
      expect([next.attempts, next.attemptPosition]).toEqual([2, 3n]);
      expect(await store.countAttempt(next, 3n)).toBe(3);
      expect(await store.countAttempt(next, 4n)).toBe(1);
    });

    it('hands on the keys that are blocked', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      await store.transact((tx) =>
        tx.park([parkedAt(lease!, 1n, 'parked', 'x'), parkedAt(lease!, 2n, 'waiting', 'x')]),
      );
      await store.leave('a');
      const next = (await takeAll('b', subscription)).find(({ lane }) => lane === lease!.lane)!;
      expect(next.blockedKeys).toEqual(['x']);
      expect(await store.parkedCounts()).toContainEqual({
        subscription,
        publisher,
        parked: 1,
        reasons: parkedReasons({ failed: 1 }),
        queued: 1,
      });
    });

    it('offers only the head of a queue, and not while it waits for a person', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      const rows = [parkedAt(lease!, 1n, 'parked'), parkedAt(lease!, 2n, 'waiting'), parkedAt(lease!, 3n, 'waiting')];
      await store.transact((tx) => tx.park(rows));
      expect(await dueOf('a', subscription)).toEqual([]);
      await fixture.retryAll();
      expect(await dueOf('a', subscription)).toEqual([1n]);
      expect(await dueOf('b', subscription)).toEqual([]);
      expect(await store.transact((tx) => tx.removeParked(rows[0]!))).toEqual({ moreOfKey: true });
      expect(await dueOf('a', subscription)).toEqual([2n]);
      await store.transact((tx) => tx.removeParked(rows[1]!));
      expect(await store.transact((tx) => tx.removeParked(rows[2]!))).toEqual({ moreOfKey: false });
    });

    it('removes a parked event once', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      const row = parkedAt(lease!, 1n, 'retry');
      await store.transact((tx) => tx.park([row]));
      const outcomes = await Promise.allSettled([1, 2].map(() => store.transact((tx) => tx.removeParked(row))));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(StaleLeaseError),
      });
    });

    it('postpones a parked event, and in the end leaves it to a person', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      const row = parkedAt(lease!, 1n, 'retry');
      await store.transact((tx) => tx.park([row]));
      expect(await store.countParkedAttempt(row)).toBe(1);
      await store.postponeParked(row, { text: 'Error: no', stack: 'at spec', reason: 'failed' }, 250);
      expect(await dueOf('a', subscription)).toEqual([]);
      await fixture.passTime(300);
      expect(await dueOf('a', subscription)).toEqual([1n]);
      expect(await store.countParkedAttempt(row)).toBe(2);
      await store.postponeParked(row, { text: 'Error: no', stack: undefined, reason: 'unreadable' }, undefined);
      expect(await store.countParkedAttempt(row)).toBeUndefined();
      await expect(store.transact((tx) => tx.removeParked(row))).rejects.toBeInstanceOf(StaleLeaseError);
      expect(await store.parkedCounts()).toContainEqual({
        subscription,
        publisher,
        parked: 1,
        reasons: parkedReasons({ unreadable: 1 }),
        queued: 0,
      });
    });

    it('parks in the transaction or not at all', async () => {
      const subscription = await register();
      const [lease] = await takeAll('a', subscription);
      const undone = store.transact(async (tx) => {
        await tx.park([parkedAt(lease!, 1n, 'parked')]);
        await tx.advance([step(lease!, 9n, 10n)]);
      });
      await expect(undone).rejects.toBeInstanceOf(StaleLeaseError);
      expect((await store.parkedCounts()).some((count) => count.subscription === subscription)).toBe(false);
    });

    it('does its housekeeping', async () => {
      await expect(store.housekeeping()).resolves.toBeUndefined();
    });
  });
}
