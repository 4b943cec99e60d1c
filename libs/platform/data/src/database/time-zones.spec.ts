import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';

interface Report {
  /** Minutes behind UTC in July. */
  readonly offset: number;
  readonly rows: unknown[][];
  readonly raw: unknown[][];
  readonly found: number[][];
  readonly near: unknown[];
  readonly special: Record<string, unknown>;
}

/** With their minutes behind UTC in July. */
const OFFSETS = {
  UTC: 0,
  'America/New_York': 240,
  'Europe/Berlin': -120,
  'Asia/Kolkata': -330,
  'Pacific/Auckland': -720,
};
const ZONES = Object.keys(OFFSETS);

/** Ordinary ones, and those around the hours that clocks skip or repeat in these zones. */
const MOMENTS = [
  '2026-01-15T23:30:00.000Z',
  '2026-07-01T00:15:00.123Z',
  '2026-03-08T07:30:00.000Z',
  '2026-03-08T02:30:00.000Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T02:30:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2026-11-01T05:30:00.000Z',
  '2026-11-01T06:30:00.000Z',
];

let server: TestDatabase;
const reports: Report[] = [];

/** Runs a host in a zone. */
async function hostIn(zone: string): Promise<Report> {
  const program = fileURLToPath(new URL('../../test/moments.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify({ url: server.url, host: zone, moments: MOMENTS })], {
    execArgv: [],
    env: { ...process.env, TZ: zone },
  });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the host in ${zone} ended with code ${code}`);
  });
  try {
    const [report] = (await Promise.race([once(child, 'message'), exited])) as [Report];
    return report;
  } finally {
    exited.catch(() => {});
  }
}

beforeAll(async () => {
  server = await createTestDatabase();
  // Settings of the database do not matter either.
  await server.query(`ALTER DATABASE ${server.name} SET timezone = 'Asia/Tokyo'`);
  await server.query(`ALTER DATABASE ${server.name} SET datestyle = 'SQL, DMY'`);
  for (const zone of ZONES) reports.push(await hostIn(zone));
}, 240_000);
afterAll(() => server.drop());

const day = (iso: string): string => iso.slice(0, 10);
const time = (iso: string): string => iso.slice(11, 19);

describe.each(ZONES)('a host in %s', (zone) => {
  const report = (): Report => reports[ZONES.indexOf(zone)]!;
  const timeOf = (id: string, iso: string): string =>
    id.endsWith(' save 0') && !id.startsWith(zone) ? '01:02:03' : time(iso);

  it('is in that zone', () => expect(report().offset).toBe(OFFSETS[zone as keyof typeof OFFSETS]));

  it('reads the moments that it and the hosts before it have written', () => {
    expect(report().rows).toHaveLength((ZONES.indexOf(zone) + 1) * MOMENTS.length * 5);
    for (const [id, ...values] of report().rows as [string, ...unknown[]][]) {
      const iso = MOMENTS[Number(/\d+$/.exec(id)![0])]!;
      expect([id, ...values]).toEqual([
        id,
        iso,
        iso,
        day(iso),
        timeOf(id, iso),
        [iso, iso],
        [iso],
        [day(iso)],
        iso,
        true,
        true,
      ]);
    }
  });

  it('reads the same by raw SQL', () => {
    for (const [id, ...values] of report().raw as [string, ...unknown[]][]) {
      const iso = MOMENTS[Number(/\d+$/.exec(id)![0])]!;
      expect([id, ...values]).toEqual([id, iso, iso, day(iso), timeOf(id, iso), [iso, iso], [iso], [day(iso)], iso]);
    }
  });

  it('finds them by parameters', () => {
    const hosts = ZONES.indexOf(zone) + 1;
    const days = (iso: string): number => MOMENTS.filter((other) => day(other) === day(iso)).length;
    expect(report().found).toEqual(MOMENTS.map((iso) => [5, 5, 5, 5, 5 * days(iso), 5].map((count) => count * hosts)));
  });

  it('stamps changes and removals with the time that it is', () => expect(report().near).toEqual([true, true, 2, 1]));

  it('keeps what is no ordinary moment', () =>
    expect(report().special).toEqual({
      forever: 'Infinity',
      past: '-000043-03-15T12:00:00.000Z',
      sent: '-000043-03-15T12:00:00.000Z',
      nothing: null,
      holes: [null, '2026-01-01T00:00:00.000Z'],
    }));
});

it('what is stored is UTC', async () => {
  const rows = (await server.query(
    `SELECT id, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM clock.moment`,
  )) as { id: string; at: string }[];
  for (const { id, at } of rows) expect([id, at]).toEqual([id, MOMENTS[Number(/\d+$/.exec(id)![0])]]);
});
