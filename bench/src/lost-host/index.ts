import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { connectGrpc } from '@multilith/grpc';
import { connectNats } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import type { Transport } from '@multilith/runtime/transport';
import { freePort } from '../free-port.js';
import { goalsTable, type Goal } from '../report/goals.js';
import { median, table } from '../report/table.js';
import { loseHost, type Lost } from './lost.js';
import type { Meeting } from './meeting.js';

const ROUNDS = { grpc: 5, nats: 2 } as const;
const FIGURES = [
  { which: 'killed', name: 'killed: all callers know after', bound: 100 },
  { which: 'restarted', name: 'started again: first answer after', bound: 200 },
  { which: 'hung', name: 'hung: all callers know after', bound: 6_000 },
  { which: 'resumed', name: 'resumed: first answer after', bound: 200 },
] as const satisfies readonly { readonly which: keyof Lost; readonly name: string; readonly bound: number }[];

/** Measures how soon callers know that a host is lost, and how soon they reach it again. */
export async function lostHost(): Promise<string> {
  // The transport logs ended links, which are expected here.
  Logger.overrideLogger(false);
  const server = await startNatsServer();
  try {
    const grpc = await measure({ over: 'grpc', address: `127.0.0.1:${await freePort()}` });
    const nats = await measure({ over: 'nats', address: server.url });
    const cells = (rounds: readonly Lost[], which: keyof Lost): string[] => {
      const figures = rounds.map((round) => round[which]);
      return [median(figures), Math.max(...figures)].map((figure) => Math.round(figure).toLocaleString('en'));
    };
    const rows = FIGURES.map(({ which, name }) => [name, ...cells(grpc, which), ...cells(nats, which)]);
    const head = ['64 calls under way, ms', 'gRPC, median', 'worst', 'NATS, median', 'worst'];
    const goals = FIGURES.map(({ which, name, bound }): Goal => ({
      what: `gRPC, ${name}, worst, ms`,
      is: Math.max(...grpc.map((round) => round[which])),
      bound,
      kind: 'max',
      digits: 0,
    }));
    return ['Lost hosts', table(head, rows), goalsTable(goals)].join('\n\n');
  } finally {
    await server.stop();
  }
}

async function measure(meeting: Meeting): Promise<Lost[]> {
  const transport: Transport =
    meeting.over === 'grpc'
      ? await connectGrpc({ host: 'shop', hosts: `prices=${meeting.address}` })
      : await connectNats({ url: meeting.address, host: 'shop' });
  const rounds: Lost[] = [];
  try {
    for (let round = 0; round < ROUNDS[meeting.over]; round++) {
      rounds.push(await loseHost(meeting, transport));
      await sleep(300);
    }
    return rounds;
  } finally {
    await transport.close();
  }
}
