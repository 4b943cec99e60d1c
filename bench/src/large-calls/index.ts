import { freePort } from '../free-port.js';
import { Child } from '../report/child.js';
import { goalsTable } from '../report/goals.js';
import { median, table } from '../report/table.js';
import type { Mix, Mixed } from './caller.js';

const ROUNDS = 5;
const ROUND_MS = 1_500;
/** A call takes at most 4 MiB less 16 KiB, so two of these are under way for 8 MiB. */
const LARGE_BYTES = 4 * 1024 ** 2 - 32 * 1024;
const MIXES = [
  { name: 'small calls alone', large: 0 },
  { name: 'beside 4 MiB each way', large: 1 },
  { name: 'beside 8 MiB each way', large: 2 },
] as const;

/** Times of small calls over a link of gRPC that carries large calls as well. */
export async function largeCalls(): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const children: Child[] = [];
  try {
    for (const file of ['callee.js', 'caller.js'])
      children.push(await Child.start(new URL(file, import.meta.url), [address]));
    const caller = children[1]!;
    const rounds = MIXES.map((): Mixed[] => []);
    for (let round = -1; round < ROUNDS; round++)
      for (const [i, { large }] of MIXES.entries()) {
        const mixed = await caller.ask<Mixed>({ milliseconds: ROUND_MS, large, bytes: LARGE_BYTES } satisfies Mix);
        if (round >= 0) rounds[i]!.push(mixed);
      }
    const figure = (i: number, which: keyof Mixed): number => median(rounds[i]!.map((mixed) => mixed[which]));
    const rows = MIXES.map(({ name }, i) => [
      name,
      figure(i, 'median').toFixed(2),
      figure(i, 'p99').toFixed(1),
      figure(i, 'worst').toFixed(1),
      Math.round(figure(i, 'smallPerSecond')).toLocaleString('en'),
      figure(i, 'largePerSecond').toFixed(0),
    ]);
    const head = ['gRPC, 8 callers of small calls', 'ms, median', 'ms, p99', 'ms, worst', 'small/s', 'large/s'];
    const goals = goalsTable([
      { what: 'small calls beside 8 MiB: p99, ms', is: figure(2, 'p99'), bound: 20, kind: 'max', digits: 1 },
    ]);
    return ['Large calls beside small ones', table(head, rows), goals].join('\n\n');
  } finally {
    for (const child of children) child.stop();
  }
}
