import { provisionStreams } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import type { BenchServer } from '../database.js';
import { median, table } from '../report/table.js';
import type { Meeting } from './hosts.js';
import { receive, type Received } from './received.js';
import { relayedPerSecond } from './relayed.js';

const ROUNDS = 3;
const PATHS = [
  { path: 'journal', name: 'from the journal, through its host' },
  { path: 'stream', name: 'pushed, and kept in a stream' },
] as const;

/** Events from a host to another one, by both ways, and how fast a journal is copied to its stream. */
export async function relay(server: BenchServer): Promise<string> {
  const nats = await startNatsServer({ jetStream: true });
  let run = 0;
  const meet = async (path: Meeting['path']): Promise<Meeting> => {
    const name = `bench_relay_${run++}`;
    if (path === 'stream') await provisionStreams({ nats: { url: nats.url, prefix: name }, publishers: ['source'] });
    return { nats: nats.url, prefix: name, database: await server.createDatabase(name), path };
  };
  try {
    const figures = PATHS.map((): Received[] => []);
    const relayed: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { path }] of PATHS.entries()) figures[i]!.push(await receive(await meet(path), 10));
      relayed.push(await relayedPerSecond(await meet('stream'), 50));
    }
    const number = (value: number): string => Math.round(value).toLocaleString('en');
    const rows = PATHS.map(({ name }, i) => [
      name,
      median(figures[i]!.map(({ latency }) => latency.median)).toFixed(1),
      median(figures[i]!.map(({ latency }) => latency.p99)).toFixed(1),
      number(median(figures[i]!.map(({ perSecond }) => perSecond))),
    ]);
    const head = ['', 'ms, median', 'ms, p99', 'effects/s'];
    const title = 'Events between two processes: from publishing to the committed effect';
    return `${title}\n\n${table(head, rows)}\n\nA journal is copied to its stream at ${number(median(relayed))} events/s`;
  } finally {
    await nats.stop();
  }
}
