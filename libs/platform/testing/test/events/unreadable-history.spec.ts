import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RevisedHosts } from './revised-hosts.js';

/** Set it to 11900 to measure the journal of the guide. */
const EVENTS = Number(process.env['MULTILITH_HISTORY'] ?? 400);
const LONG = { timeout: 180_000 + 60 * EVENTS };

const measured = (what: string, milliseconds: number): void => {
  if (process.env['MULTILITH_HISTORY']) console.log(`${what} after ${Math.round(milliseconds)} ms`);
};

describe('a subscription to the journal of another host', () => {
  let hosts: RevisedHosts;
  beforeEach(async () => {
    hosts = new RevisedHosts();
    await hosts.open();
  });
  afterEach(() => hosts.close());

  it.each(['renamed', 'second'] as const)(
    'stops at a history that its release cannot read (%s), and reads all of it with an upcaster',
    LONG,
    async (revision) => {
      await hosts.harbour('first', EVENTS);
      let office = await hosts.office(revision);
      const stopping = await hosts.stopped(office);
      measured('stopped', stopping);
      const { stalled, lag } = await hosts.statusOf(office);
      expect(stalled).toMatch(/^EVENTS_UNREADABLE: The subscription office\.weigh cannot read 100 events of 'harbour'/);
      expect(stalled).toMatch(
        revision === 'second' ? /stored as version 1 .* reads version 2/ : /does not fit version 1/,
      );
      expect(lag).toBe(Math.min(EVENTS, 10_000));
      await hosts.harbour('first', 10);
      // A restart of the same release finds the same, and parks nothing either.
      await hosts.stop(office);
      office = await hosts.office(revision);
      await hosts.stopped(office);
      expect(await hosts.parked()).toEqual([]);
      expect((await hosts.statusOf(office)).lag).toBe(Math.min(hosts.published, 10_000));
      expect(await hosts.database.query('SELECT 1 FROM office.entry')).toEqual([]);
      await hosts.stop(office);

      const since = performance.now();
      office = await hosts.office('upcast');
      await hosts.noted();
      measured(`read ${hosts.published} events`, performance.now() - since);
      expect(await hosts.parked()).toEqual([]);
      expect(await hosts.statusOf(office)).toMatchObject({ stopped: false, stalled: undefined, lag: 0 });
    },
  );

  it(
    'of an older release reads what a newer publisher converts for it, and continues when it is upgraded',
    LONG,
    async () => {
      const publisher = await hosts.harbour('first', 50);
      const older = await hosts.office('first');
      await hosts.noted();
      await hosts.stop(publisher);
      const newer = await hosts.harbour('both', 150);
      await hosts.noted();
      await hosts.stop(older);
      await hosts.office('both');
      await hosts.stop(newer);
      // Rolled back: the publisher of the first release is read by the newer subscriber.
      await hosts.harbour('first', 50);
      await hosts.noted();
      expect(await hosts.parked()).toEqual([]);
    },
  );

  it('of an older release stops where a newer publisher converts nothing, and continues there', LONG, async () => {
    const publisher = await hosts.harbour('first', 50);
    const older = await hosts.office('first');
    await hosts.noted();
    await hosts.stop(publisher);
    await hosts.harbour('upcast', 200);
    await hosts.stopped(older);
    expect((await hosts.statusOf(older)).stalled).toMatch(/stored as version 2 .* reads version 1/);
    expect(await hosts.parked()).toEqual([]);
    // A rolling deployment: the newer host takes lanes while the older one still runs.
    await hosts.office('upcast');
    await hosts.stop(older);
    await hosts.noted();
  });

  it('parks single events that it cannot read, and handles them by itself once it can', LONG, async () => {
    const publisher = await hosts.harbour('first', 40);
    const older = await hosts.office('first');
    await hosts.noted();
    await hosts.stop(publisher);
    await hosts.harbour('upcast', 5);
    await vi.waitFor(async () => expect(await hosts.parked()).toHaveLength(5), { timeout: 60_000 });
    for (const row of await hosts.parked()) expect(row).toMatchObject({ reason: 'unreadable', attempts: 1 });
    expect(await hosts.statusOf(older)).toMatchObject({ stopped: false, parked: 5, reasons: { unreadable: 5 } });
    await hosts.stop(older);
    await hosts.office('upcast');
    await hosts.noted();
    await vi.waitFor(async () => expect(await hosts.parked()).toEqual([]), { timeout: 60_000 });
  });
});
