import { provisionStreams } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import type { BenchServer } from '../database.js';
import { freePort } from '../free-port.js';
import { goalsTable } from '../report/goals.js';
import { median, table } from '../report/table.js';
import type { Meeting } from './hosts.js';
import { receive, type Received } from './received.js';
import { relayedPerSecond } from './relayed.js';

const ROUNDS = 3;
const PATHS = [
  { path: 'journal', name: 'from the journal, through its host' },
  { path: 'stream', name: 'pushed, and kept in a stream of NATS' },
  { path: 'link', name: 'pushed over a link of gRPC' },
] as const;

/** Events from a host to another one, by each way, and how fast a journal is copied to its stream. */
export async function relay(server: BenchServer): Promise<string> {
  const nats = await startNatsServer({ jetStream: true });
  let run = 0;
  const meet = async (path: Meeting['path']): Promise<Meeting> => {
    const name = `bench_relay_${run++}`;
    if (path === 'stream') await provisionStreams({ nats: { url: nats.url, prefix: name }, publishers: ['source'] });
    const grpc = `127.0.0.1:${await freePort()}`;
    return { nats: nats.url, grpc, prefix: name, database: await server.createDatabase(name), path };
  };
  try {
    const figures = PATHS.map((): Received[] => []);
    const relayed: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { path }] of PATHS.entries()) figures[i]!.push(await receive(await meet(path), 10));
      relayed.push(await relayedPerSecond(await meet('stream'), 50));
    }
    const number = (value: number): string => Math.round(value).toLocaleString('en');
    const of = (path: Meeting['path']): Figures => figuresOf(figures[PATHS.findIndex((each) => each.path === path)]!);
    const rows = PATHS.map(({ path, name }) => {
      const { middle, p99, perSecond } = of(path);
      return [name, middle.toFixed(1), p99.toFixed(1), number(perSecond)];
    });
    const head = ['', 'ms, median', 'ms, p99', 'effects/s'];
    const title = 'Events between two processes: from publishing to the committed effect';
    const [link, stream, copied] = [of('link'), of('stream'), median(relayed)];
    const goals = goalsTable([
      { what: 'over a link, × stream: median', is: link.middle / stream.middle, bound: 1, kind: 'max' },
      { what: 'over a link, × stream: effects/s', is: link.perSecond / stream.perSecond, bound: 1.5, kind: 'min' },
      { what: 'a journal is copied to its stream: events/s', is: copied, bound: 15_000, kind: 'min', digits: 0 },
    ]);
    return [title, table(head, rows), goals].join('\n\n');
  } finally {
    await nats.stop();
  }
}

/** Figures of a way, over all rounds. */
interface Figures {
  readonly middle: number;
  readonly p99: number;
  readonly perSecond: number;
}

const figuresOf = (rounds: readonly Received[]): Figures => ({
  middle: median(rounds.map(({ latency }) => latency.median)),
  p99: median(rounds.map(({ latency }) => latency.p99)),
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
});
