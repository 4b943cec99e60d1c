import { startNatsServer } from '@multilith/nats/server';
import { goalsTable } from '../report/goals.js';
import { median, table } from '../report/table.js';
import type { Round } from './caller.js';
import { callersText, remoteCallGoals } from './goals.js';
import { Meetings } from './meetings.js';
import { Pair, type Measured } from './pair.js';
import { SYSTEM_IDS, SYSTEMS, type SystemId } from './systems.js';

const CALLERS = [1, 64, 256];

/** Long enough for the compiler; a shorter one would measure compilation. */
const WARM_UP: Round = { callers: 64, milliseconds: 2_500 };

/** Options of the comparison. */
export interface RemoteCallOptions {
  /** Default: 9. */
  readonly rounds?: number;
  /** Length of a round, in milliseconds. Default: 300. */
  readonly ms?: number;
}

/**
 * Calls per second between two processes, and the CPU time of both of them per call, by how many callers wait at a
 * time. Each system has two processes of its own, as in an application, which works on one system only; they take turns.
 */
export async function remoteCall({ rounds = 9, ms = 300 }: RemoteCallOptions = {}): Promise<string> {
  const server = await startNatsServer();
  const meetings = new Meetings(server.url);
  const pairs: Pair[] = [];
  try {
    pairs.push(
      ...(await Promise.all(SYSTEM_IDS.map(async (id) => Pair.start(id, await meetings.next(), server.pid!)))),
    );
    for (const pair of pairs) await pair.measure(WARM_UP);
    const figures = new Map<number, readonly Measured[]>();
    for (const callers of CALLERS) figures.set(callers, await compare(pairs, { callers, milliseconds: ms }, rounds));
    const of = (id: SystemId, callers: number): Measured => figures.get(callers)![SYSTEM_IDS.indexOf(id)]!;
    const tables = CALLERS.map((callers) => tableOf(callers, of));
    const goals = goalsTable(remoteCallGoals(of));
    return ['Remote call', ...tables, goals].join('\n\n');
  } finally {
    for (const pair of pairs) pair.stop();
    meetings.close();
    await server.stop();
  }
}

async function compare(pairs: readonly Pair[], round: Round, rounds: number): Promise<Measured[]> {
  const figures = pairs.map((): Measured[] => []);
  for (let n = -1; n < rounds; n++)
    for (const [i, pair] of pairs.entries()) {
      const measured = await pair.measure(round);
      if (n >= 0) figures[i]!.push(measured);
    }
  return figures.map((each) => ({
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    // Other load on the machine makes caches cold, so the minimum is the best estimate.
    cpu: Math.min(...each.map(({ cpu }) => cpu)),
    broker: median(each.map(({ broker }) => broker)),
  }));
}

function tableOf(callers: number, of: (id: SystemId, callers: number) => Measured): string {
  const base = of('grpcJs', callers);
  const rows = SYSTEM_IDS.map((id) => {
    const { perSecond, cpu, broker } = of(id, callers);
    return [
      SYSTEMS[id].name,
      Math.round(perSecond).toLocaleString('en'),
      `${(perSecond / base.perSecond).toFixed(1)}×`,
      cpu.toFixed(1),
      `${(base.cpu / cpu).toFixed(1)}×`,
      SYSTEMS[id].over === 'nats' ? broker.toFixed(1) : '',
    ];
  });
  const head = [callersText(callers), 'calls/s', '× grpc-js', 'CPU µs, both sides', '× grpc-js', 'NATS server µs'];
  return table(head, rows);
}
