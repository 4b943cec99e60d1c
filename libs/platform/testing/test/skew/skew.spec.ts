import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../src/postgres/index.js';
import { openMeetingPlace, type MeetingPlace } from './meeting-place.js';
import { SkewHost, type Outcome } from './skew-host.js';

type Transport = 'nats' | 'grpc';
const ALL: readonly Transport[] = ['nats', 'grpc'];
/**
 * Updates run over both transports in every run, because transports find new instances, drain former ones and encode
 * content. The runtime of the callee decides about refusals, and the conformance suite covers how they are sent, so one
 * transport suffices for them here; `npm run test:topologies` runs both.
 */
const FOR_REFUSALS = process.env['MULTILITH_TOPOLOGIES'] ? ALL : ALL.slice(0, 1);
/** Outcomes per phase. */
const SOME = 30;

/**
 * Hosts are deployed one after the other and sometimes taken back, so for a while both sides of a call come from
 * different revisions of a contract. Every order must have one outcome: brewed once, or refused and not brewed.
 */
describe('two hosts that were built from different revisions of one contract', () => {
  let database: TestDatabase;
  let place: MeetingPlace;
  const hosts = new Set<SkewHost>();
  const outcomes: Outcome[] = [];

  /** Opens the network of the hosts of a test. */
  const over = async (transport: Transport): Promise<void> => {
    place = await openMeetingPlace(transport);
  };
  beforeEach(async () => {
    database = await createTestDatabase();
    outcomes.length = 0;
  });
  afterEach(async () => {
    for (const host of hosts) host.kill();
    hosts.clear();
    await place?.stop();
    await database?.drop();
  });

  const start = async (name: 'kitchen' | 'hall', revision: number): Promise<SkewHost> => {
    const host = await SkewHost.start(name, revision, database.url, place.meet(name));
    hosts.add(host);
    return host;
  };
  const stop = async (host: SkewHost): ReturnType<SkewHost['stop']> => {
    const report = await host.stop();
    hosts.delete(host);
    outcomes.push(...report.outcomes);
    return report;
  };
  /** Starts another revision beside the host, then stops the host: a rolling update. */
  const replace = async (name: 'kitchen' | 'hall', host: SkewHost, revision: number): Promise<SkewHost> => {
    const successor = await start(name, revision);
    await stop(host);
    return successor;
  };
  const codesIn = (some: readonly Outcome[]): string[] =>
    [...new Set(some.map(({ code = 'answered' }) => code))].sort();
  const idsIn = async (table: string): Promise<string[]> => {
    const rows = (await database.query(`SELECT id FROM ${table} ORDER BY id`)) as { id: string }[];
    return rows.map(({ id }) => id);
  };

  /** Every answered order was brewed once and drunk once; every other one was refused and never brewed. */
  const checkAccounts = async (hall: SkewHost): Promise<void> => {
    outcomes.push(...(await hall.stopOrdering()));
    const answered = outcomes.filter(({ code }) => code === undefined).map(({ id }) => id);
    const refused = outcomes.filter(({ code }) => code !== undefined);
    for (const each of refused) expect(each).toMatchObject({ code: 'CONTRACT_MISMATCH', mayHaveExecuted: false });
    expect(await idsIn('kitchen.brew')).toEqual([...answered].sort());
    await expect.poll(() => idsIn('hall.drink'), { timeout: 60_000 }).toEqual([...answered].sort());
    expect(await database.query('SELECT FROM hall.parked_event')).toEqual([]);
  };

  it.each(ALL)(
    'lose nothing if the callee is updated first, the caller follows, and both are taken back (%s)',
    async (transport) => {
      await over(transport);
      let [kitchen, hall] = await Promise.all([start('kitchen', 1), start('hall', 1)]);
      expect(codesIn(await hall.next(SOME))).toEqual(['answered']);

      kitchen = await replace('kitchen', kitchen, 2);
      const converted = await hall.next(SOME);
      expect(codesIn(converted)).toEqual(['answered']);
      for (const { id, answer } of converted) expect(answer).toEqual({ cup: `of ${id}` });

      hall = await replace('hall', hall, 2);
      const current = await hall.next(SOME);
      expect(codesIn(current)).toEqual(['answered']);
      for (const { id, answer } of current) expect(answer).toEqual({ cups: [`of ${id}`], sugar: 1 });

      hall = await replace('hall', hall, 1);
      expect(codesIn(await hall.next(SOME))).toEqual(['answered']);
      await start('kitchen', 1);
      const { earlierCalls } = await stop(kitchen);
      expect(earlierCalls).toEqual([
        expect.objectContaining({ message: 'kitchen.Brew', version: 1, current: 2, caller: 'the API of hall' }),
      ]);
      expect(earlierCalls[0]!.calls).toBeGreaterThan(SOME);
      expect(codesIn(await hall.next(SOME))).toEqual(['answered']);
      await checkAccounts(hall);
    },
    600_000,
  );

  it.each(FOR_REFUSALS)(
    'refuse what they cannot read, and execute nothing of it, if the caller is updated first or the callee taken back (%s)',
    async (transport) => {
      await over(transport);
      let kitchen = await start('kitchen', 1);
      let hall = await start('hall', 2);
      const refused = await hall.next(SOME);
      expect(codesIn(refused)).toEqual(['CONTRACT_MISMATCH']);
      const [both] = [...new Set(refused.map(({ problem }) => problem))];
      expect(both).toContain('the callee has version 1 (fingerprint 1000000000000001) of it');
      expect(both).toContain('the caller sent version 2 (fingerprint 2000000000000002)');

      // Both revisions of the kitchen share the calls; over gRPC, as soon as the hall has found the new one.
      const newer = await start('kitchen', 2);
      await expect
        .poll(async () => codesIn(await hall.next(2 * SOME)), { timeout: 60_000 })
        .toEqual(['CONTRACT_MISMATCH', 'answered']);
      await stop(kitchen);
      expect(codesIn(await hall.next(SOME))).toEqual(['answered']);

      kitchen = await replace('kitchen', newer, 1);
      expect(codesIn(await hall.next(SOME))).toEqual(['CONTRACT_MISMATCH']);
      await replace('kitchen', kitchen, 3);
      expect(codesIn(await hall.next(SOME))).toEqual(['answered']);

      hall = await replace('hall', hall, 1);
      const retired = await hall.next(SOME);
      expect(codesIn(retired)).toEqual(['CONTRACT_MISMATCH']);
      expect(retired[0]!.problem).toContain('the callee has version 2 (fingerprint 2000000000000003) of it');
      hall = await replace('hall', hall, 2);
      await checkAccounts(hall);
    },
    600_000,
  );
});
