import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { startHost } from '@multilith/runtime/host';
import type { BenchServer } from '../database.js';
import { alternate, type Candidate } from '../report/alternate.js';
import { timesTable } from '../report/table.js';
import { NotesModule } from './notes.module.js';
import { WriteOnly, WriteOutbox, WritePublished } from './notes.js';
import { countStatements } from './statements.js';

const note = (author: number) => ({
  id: randomUUID(),
  author: `author-${author}`,
  text: 'some text of a usual length',
});

/** Measures the overhead of publishing in a transaction, compared with an outbox row written by hand. Goal: at most 5 % more, one round trip. */
export async function publish(server: BenchServer): Promise<string> {
  const url = await server.createDatabase('bench_publish');
  const host = await startHost({
    contexts: { notes: { module: () => Promise.resolve(NotesModule) } },
    database: { url },
    logger: false,
  });
  const commands = host.app.get(CommandBus, { strict: false });
  const kinds = [
    { name: 'outbox row by hand', make: (i: number) => new WriteOutbox(note(i)) },
    { name: 'EventBus.publish', make: (i: number) => new WritePublished(note(i)) },
    { name: '(neither: the note alone)', make: (i: number) => new WriteOnly(note(i)) },
  ];
  const measure = (callers: number, times: number): Promise<string> =>
    alternate(
      kinds.map(({ name, make }) => candidate(name, callers, (i) => commands.execute(make(i)))),
      15,
      times,
    ).then(timesTable);

  const alone = await measure(1, 200);
  const together = await measure(8, 800);
  const trips: string[] = [];
  for (const { name, make } of kinds) trips.push(`${name}: ${await countStatements(() => commands.execute(make(0)))}`);
  await host.stop();
  return [
    'Publishing, one note and one event per transaction, goal: at most 1.05 and as many round trips',
    `1 caller\n${alone}`,
    `8 callers\n${together}`,
    `Round trips: ${trips.join(', ')}`,
  ].join('\n\n');
}

/** Several callers share the work. */
function candidate(name: string, callers: number, call: (i: number) => Promise<unknown>): Candidate {
  return {
    name,
    run: async (times) => {
      let next = 0;
      const caller = async (): Promise<void> => {
        for (let i = next++; i < times; i = next++) await call(i % 100);
      };
      await Promise.all(Array.from({ length: callers }, caller));
    },
  };
}
