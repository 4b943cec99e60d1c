import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startNatsServer } from '@multilith/nats/server';
import type { BenchServer } from '../database.js';
import { median, table } from '../report/table.js';
import type { Memory } from './tell.js';

const ROUNDS = 5;
const HOSTS = [
  { name: 'an extracted host', file: 'context-host.js' },
  { name: 'an empty Nest host with the same packages and connections', file: 'empty-host.js' },
];

/** Memory of an extracted host at rest, beside a Nest application that does nothing. */
export async function hostMemory(server: BenchServer): Promise<string> {
  const nats = await startNatsServer({ jetStream: true });
  try {
    const database = await server.createDatabase('bench_memory');
    const figures = HOSTS.map((): Memory[] => []);
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, { file }] of HOSTS.entries()) figures[i]!.push(await memoryOf(file, [nats.url, database]));
    const of = (memories: readonly Memory[], kind: keyof Memory): number => median(memories.map((each) => each[kind]));
    const rows = HOSTS.map(({ name }, i) => [
      name,
      ...(['resident', 'heap'] as const).flatMap((kind) => {
        const bytes = of(figures[i]!, kind);
        return [(bytes / 2 ** 20).toFixed(0), `${(bytes / of(figures[1]!, kind)).toFixed(2)}×`];
      }),
    ]);
    return `Memory of a host at rest, in MiB\n\n${table(['', 'resident', '', 'heap', ''], rows)}`;
  } finally {
    await nats.stop();
  }
}

async function memoryOf(file: string, args: readonly string[]): Promise<Memory> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--expose-gc'] });
  const [memory] = (await once(child, 'message')) as [Memory];
  child.disconnect();
  await once(child, 'exit');
  return memory;
}
