import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startNatsServer } from '@multilith/nats/server';
import { median, table } from '../report/table.js';
import type { Round } from './caller.js';
import { SYSTEMS } from './systems.js';

const CALLERS = [1, 64, 256];

/** Until the compiler has done its work: less would measure that. */
const WARM_UP: Round = { callers: 64, milliseconds: 2_500 };

/**
 * Calls per second between two processes over NATS, by how many callers wait at a time. Each system has two processes
 * of its own, as in an application, which works on one system only; they take turns.
 */
export async function remoteCall(rounds = 9, milliseconds = 300): Promise<string> {
  const server = await startNatsServer();
  const pairs = await Promise.all(
    SYSTEMS.map(async ({ name }) => {
      const callee = await start('callee.js', name, server.url);
      return { callee, caller: await start('caller.js', name, server.url) };
    }),
  );
  for (const { caller } of pairs) await measured(caller, WARM_UP);
  const rows = SYSTEMS.map(({ name }) => [name]);
  for (const callers of CALLERS) {
    const figures = SYSTEMS.map((): number[] => []);
    for (let round = -1; round < rounds; round++)
      for (const [i, { caller }] of pairs.entries()) {
        const perSecond = await measured(caller, { callers, milliseconds });
        if (round >= 0) figures[i]!.push(perSecond);
      }
    const medians = figures.map(median);
    for (const [i, figure] of medians.entries())
      rows[i]!.push(Math.round(figure).toLocaleString('en'), `${(medians[0]! / figure).toFixed(2)}×`);
  }
  for (const { callee, caller } of pairs) for (const child of [callee, caller]) child.disconnect();
  await server.stop();
  const head = ['', ...CALLERS.flatMap((callers) => [callers === 1 ? '1 caller' : `${callers} callers`, 'ours is'])];
  return `Remote call over NATS, calls per second\n\n${table(head, rows)}`;
}

async function start(file: string, name: string, url: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [name, url]);
  await ended(child, once(child, 'message'));
  return child;
}

async function measured(caller: ChildProcess, round: Round): Promise<number> {
  const answer = once(caller, 'message');
  caller.send(round);
  const [perSecond] = (await ended(caller, answer)) as [number];
  return perSecond;
}

/** What a process is waited for, or an error if it ends before. */
function ended<T>(child: ChildProcess, awaited: Promise<T>): Promise<T> {
  const end = new AbortController();
  const early = once(child, 'exit', { signal: end.signal }).then(() => {
    throw new Error(`A process of the measurement ended with ${child.exitCode ?? child.signalCode}.`);
  });
  return Promise.race([awaited, early]).finally(() => end.abort());
}
