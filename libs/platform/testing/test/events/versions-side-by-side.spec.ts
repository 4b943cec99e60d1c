import { testContext, type TopologyName } from '@multilith/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AT, heard, Rang, RangV1, RangV2, Ring, TowerModule } from './tower-context.js';

/** A row as a release of that version would have written it. */
const INSERT = `INSERT INTO journal (event_id, occurred_at, version, lane, name, key, payload, headers)
  SELECT gen_random_uuid(), now(), $1, lane, name, key, $2, json_build_object('trace', headers -> 'trace')
  FROM journal WHERE key = $3 ORDER BY id LIMIT 1`;
const patience = { timeout: 30_000 };

describe.each<TopologyName>(['local', 'wire', 'nats'])('an event in three versions (%s)', (topology) => {
  const context = testContext({ topology, module: TowerModule });
  beforeEach(() => {
    heard.v1.length = heard.v2.length = heard.v3.length = 0;
  });
  /** What was heard of a bell; `wire` lets each event be handled twice. */
  const of = <E extends { bell: string }, V>(events: readonly E[], bell: string, valueOf: (rang: E) => V): V[] => [
    ...new Set(events.filter((rang) => rang.bell === bell).map(valueOf)),
  ];
  const parked = (key: string): Promise<Record<string, unknown>[]> =>
    context.dataSource.query(
      'SELECT subscription, status, reason, version, attempts, last_error FROM parked_event WHERE key = $1 ORDER BY subscription, position',
      [key],
    );

  it('reaches each subscriber in its version, from one row of the journal', { timeout: 60_000 }, async () => {
    await context.execute(new Ring({ bell: 'great', strokes: 12 }));
    await context.settled();
    const [v1, v2, v3] = [heard.v1[0], heard.v2[0], heard.v3[0]];
    expect(v1).toEqual({ bell: 'great', n: 12, by: 'Quasimodo' });
    expect(v1).toBeInstanceOf(RangV1);
    expect(v2).toEqual({ bell: 'great', strokes: 12, by: 'Quasimodo' });
    expect(v2).toBeInstanceOf(RangV2);
    expect(v3).toEqual({ bell: 'great', strokes: 12, watch: 'night', at: AT, by: 'Quasimodo' });
    expect(v3).toBeInstanceOf(Rang);
    expect(
      await context.dataSource.query(`SELECT version, payload, headers -> 'earlier' AS earlier FROM journal`),
    ).toEqual([
      {
        version: 3,
        payload: { bell: 'great', strokes: 12, watch: 'night', at: AT.toISOString(), by: 'Quasimodo' },
        earlier: {
          1: { bell: 'great', n: 12, by: 'Quasimodo' },
          2: { bell: 'great', strokes: 12, by: 'Quasimodo' },
        },
      },
    ]);
    expect(await context.published(RangV1)).toEqual([v1]);
    expect(await context.published(RangV2)).toEqual([v2]);
    expect(await context.published(Rang)).toEqual([v3]);
  });

  it('is read from history through every upcaster in between', { timeout: 60_000 }, async () => {
    await context.execute(new Ring({ bell: 'small', strokes: 1 }));
    await context.dataSource.query(INSERT, [1, { bell: 'small', n: 2 }, 'small']);
    await context.execute(new Ring({ bell: 'small', strokes: 3 }));
    await context.settled();
    expect(of(heard.v1, 'small', ({ n }) => n)).toEqual([1, 2, 3]);
    expect(of(heard.v2, 'small', ({ strokes }) => strokes)).toEqual([1, 2, 3]);
    expect(of(heard.v3, 'small', ({ strokes, watch }) => `${strokes} by ${watch}`)).toEqual([
      '1 by night',
      '2 by day',
      '3 by night',
    ]);
  });

  it(
    'is parked at once by the subscribers that cannot read it, with a reason, and by no other',
    { timeout: 60_000 },
    async () => {
      await context.execute(new Ring({ bell: 'tin', strokes: 1 }));
      // Written by releases without a downcast: no form for version 1 is stored, and no subscriber knows version 4.
      await context.dataSource.query(INSERT, [2, { bell: 'tin', strokes: 2 }, 'tin']);
      await vi.waitFor(() => expect(of(heard.v3, 'tin', ({ strokes }) => strokes)).toEqual([1, 2]), patience);
      await vi.waitFor(async () => expect(await parked('tin')).toHaveLength(1), patience);
      await context.dataSource.query(INSERT, [4, { bell: 'tin', strokes: 4 }, 'tin']);
      await vi.waitFor(async () => expect(await parked('tin')).toHaveLength(4), patience);
      expect(await parked('tin')).toMatchObject([
        { subscription: 'newest', status: 'parked', reason: 'unreadable', version: 4, attempts: 1 },
        { subscription: 'older', status: 'parked', reason: 'unreadable', version: 4, attempts: 1 },
        { subscription: 'oldest', status: 'parked', reason: 'unreadable', version: 2, attempts: 1 },
        { subscription: 'oldest', status: 'waiting', reason: null, version: 4, attempts: 0 },
      ]);
      const [newest, , oldest] = (await parked('tin')).map((row) => row['last_error']);
      expect(newest).toContain(
        'was stored as version 4 of tower.Rang; tower.newest reads version 3 and, through upcasters, 1, 2',
      );
      expect(oldest).toContain(
        'was stored as version 2 of tower.Rang; tower.oldest reads version 1 and does not handle it',
      );
    },
  );

  it('is parked at once if an upcaster throws, without personal values', { timeout: 60_000 }, async () => {
    await context.execute(new Ring({ bell: 'odd', strokes: 1 }));
    await context.dataSource.query(INSERT, [1, { bell: 'odd', n: -1, by: 'Frollo' }, 'odd']);
    await vi.waitFor(async () => expect(await parked('odd')).toHaveLength(2), patience);
    for (const row of await parked('odd')) expect(row).toMatchObject({ reason: 'unreadable', version: 1, attempts: 1 });
    expect(JSON.stringify(await parked('odd'))).toMatch(
      /CONTRACT_MISMATCH.*the upcaster of tower\.newest to version 3 fails.*\[personal\] rang odd fewer than no times/,
    );
    expect(JSON.stringify(await parked('odd'))).not.toContain('Frollo');
    expect(of(heard.v1, 'odd', ({ n }) => n)).toEqual([1, -1]);
  });

  it('is not published, and its command is rolled back, if it cannot be converted for earlier versions', async () => {
    await expect(context.execute(new Ring({ bell: 'cracked', strokes: 1 }))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect(await context.dataSource.query(`SELECT 1 FROM journal WHERE key = 'cracked'`)).toEqual([]);
  });
});
