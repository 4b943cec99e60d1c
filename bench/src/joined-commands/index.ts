import { CommandBus } from '@nestjs/cqrs';
import { startHost } from '@multilith/runtime/host';
import type { BenchServer } from '../database.js';
import { alternate } from '../report/alternate.js';
import { timesTable } from '../report/table.js';
import { RowsModule, WriteRows, type How } from './rows.module.js';

const KINDS: readonly How[] = ['by itself', 'nested', 'joined', 'joined, and fails'];

/** Measures the savepoint of a command that joins the transaction of its sender. */
export async function joinedCommands(server: BenchServer): Promise<string> {
  const url = await server.createDatabase('bench_joined');
  const host = await startHost({
    contexts: { rows: { module: () => Promise.resolve(RowsModule) } },
    database: { url },
    logger: false,
  });
  const commands = host.app.get(CommandBus, { strict: false });
  const candidates = KINDS.map((how) => ({
    name: how,
    run: async (times: number) => {
      for (let i = 0; i < times; i++) await commands.execute(new WriteRows({ how }));
    },
  }));
  const rows = await alternate(candidates, 11, 40);
  await host.stop();
  return `Commands that join, one transaction with five of them, one caller\n\n${timesTable(rows)}`;
}
