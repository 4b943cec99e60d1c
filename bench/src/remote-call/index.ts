import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startNatsServer } from '@multilith/nats/server';
import { median, table } from '../report/table.js';
import { SYSTEMS } from './systems.js';

const CALLERS = [1, 64, 256];

/** Calls per second between two processes over NATS, by how many callers wait at a time. */
export async function remoteCall(rounds = 7, milliseconds = 300): Promise<string> {
  const server = await startNatsServer();
  const callee = await startCallee(server.url);
  const clients = await Promise.all(SYSTEMS.map((system) => system.connect(server.url)));
  const rows = SYSTEMS.map(({ name }) => [name]);
  for (const callers of CALLERS) {
    const figures = SYSTEMS.map((): number[] => []);
    for (let round = -1; round < rounds; round++)
      for (const [i, client] of clients.entries()) {
        const perSecond = await callsPerSecond(client.call, callers, milliseconds);
        if (round >= 0) figures[i]!.push(perSecond);
      }
    const medians = figures.map(median);
    for (const [i, figure] of medians.entries())
      rows[i]!.push(Math.round(figure).toLocaleString('en'), `${(medians[0]! / figure).toFixed(2)}×`);
  }
  await Promise.all(clients.map((client) => client.stop()));
  callee.disconnect();
  await server.stop();
  const head = ['', ...CALLERS.flatMap((callers) => [callers === 1 ? '1 caller' : `${callers} callers`, 'ours is'])];
  return `Remote call over NATS, calls per second\n\n${table(head, rows)}`;
}

async function startCallee(url: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('callee.js', import.meta.url)), [url]);
  await once(child, 'message');
  return child;
}

/** Each caller makes one call after the other; every answer is checked. */
async function callsPerSecond(
  call: (quantity: number) => Promise<number>,
  callers: number,
  milliseconds: number,
): Promise<number> {
  const started = performance.now();
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - started < milliseconds) {
      const quantity = ++calls;
      if ((await call(quantity)) !== quantity * 2) throw new Error('a wrong answer');
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls * 1000) / (performance.now() - started);
}
