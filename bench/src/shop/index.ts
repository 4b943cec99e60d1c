import type { BenchServer } from '../database.js';
import { goalsTable, type Goal } from '../report/goals.js';
import { median, table } from '../report/table.js';
import { shopGoals } from './goals.js';
import { MeasuredShop, type Round } from './load/measured-shop.js';
import { FIRST_ORDERS } from './load/shop-data.js';
import { WORKLOADS, type Workload } from './load/workloads.js';
import { SHOPS } from './systems.js';

/** Options of the comparison; all lists by default contain everything. */
export interface ShopOptions {
  /** Default: 3. */
  readonly rounds?: number;
  /** Length of a round, in milliseconds. Default: 1,000. */
  readonly ms?: number;
  readonly systems?: readonly string[];
  readonly workloads?: readonly string[];
  readonly clients?: readonly number[];
  /** Folder for a CPU profile of each process. Default: no profiles. */
  readonly profiles?: string | undefined;
}

const REST_MS = 3_000;

/**
 * The shop over GraphQL, in one process and split, by how many clients wait for answers at a time. Each shop consists
 * of real processes with a database of its own on the same server; they take turns, round by round.
 */
export async function shop(server: BenchServer, options: ShopOptions = {}): Promise<string> {
  const { rounds = 3, ms = 1_000, clients = [1, 8, 32], profiles } = options;
  const systems = SHOPS.filter(({ name }) => options.systems?.includes(name) ?? true);
  const workloads = WORKLOADS.filter(({ name }) => options.workloads?.includes(name) ?? true);
  const shops: MeasuredShop[] = [];
  const parts: string[] = [];
  const goals: Goal[] = [];
  try {
    for (const system of systems) {
      const folder = profiles && `${profiles}/${system.name}`;
      const measured = await MeasuredShop.prepare(await system.start({ server, profiles: folder }));
      shops.push(measured);
      await warmUp(measured, workloads);
    }
    for (const workload of workloads) {
      const rows: string[][] = [];
      for (const count of clients) {
        const figures = shops.map((): Round[] => []);
        for (let round = 0; round < rounds; round++)
          for (const [i, measured] of shops.entries()) figures[i]!.push(await measured.round(workload, count, ms));
        const medians = figures.map(mediansOf);
        rows.push(
          ...rowsOf(
            systems.map(({ name }) => name),
            medians,
            count,
          ),
        );
        const byName = new Map(systems.map(({ name }, i) => [name, medians[i]!]));
        goals.push(...shopGoals(`${workload.name}, ${count === 1 ? '1 client' : `${count} clients`}`, byName));
      }
      parts.push(`${workload.name}\n\n${table(HEAD, rows)}`);
      console.error(`\n${parts.at(-1)}`);
    }
    const rest: string[][] = [];
    for (const [i, measured] of shops.entries()) {
      const { cpuMs, wakeUps } = await measured.atRest(REST_MS);
      rest.push([systems[i]!.name, cpuMs.toFixed(0), wakeUps.toFixed(0)]);
    }
    parts.push(`at rest\n\n${table(['', 'CPU ms/s', 'wake-ups/s'], rest)}`);
  } finally {
    await Promise.all(shops.map((each) => each.stop()));
  }
  if (goals.length > 0) parts.push(goalsTable(goals));
  return `The shop over GraphQL\n\n${parts.join('\n\n')}`;
}

/** A round of warming up, in milliseconds. A process of a split shop needs about a thousand orders until its code is compiled. */
const WARM_UP_MS = 8_000;

async function warmUp(measured: MeasuredShop, workloads: readonly Workload[]): Promise<void> {
  await measured.send(
    WORKLOADS.find(({ name }) => name === 'place')!,
    FIRST_ORDERS,
  );
  for (const workload of workloads)
    await measured.round(workload, 8, workload.places ? 2 * WARM_UP_MS : WARM_UP_MS / 2);
}

const HEAD = [
  '',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'CPU ms',
  '× p50',
  '× CPU',
  'PostgreSQL ms',
  'wake-ups',
  'transactions',
  'rows',
];

function rowsOf(names: readonly string[], figures: readonly Omit<Round, 'requests'>[], clients: number): string[][] {
  const base = figures[0]!;
  return figures.map((each, i) => [
    `${clients === 1 ? '1 client' : `${clients} clients`}, ${names[i]}`,
    each.perSecond.toFixed(0),
    each.p50.toFixed(1),
    each.p99.toFixed(1),
    each.cpuMs.toFixed(2),
    (each.p50 / base.p50).toFixed(1),
    (each.cpuMs / base.cpuMs).toFixed(1),
    each.databaseMs.toFixed(2),
    each.wakeUps.toFixed(0),
    each.transactions.toFixed(1),
    each.written.toFixed(1),
  ]);
}

function mediansOf(rounds: readonly Round[]): Round {
  const of = (figure: keyof Round): number => median(rounds.map((round) => round[figure]));
  return Object.fromEntries(
    Object.keys(rounds[0]!).map((figure) => [figure, of(figure as keyof Round)]),
  ) as unknown as Round;
}
