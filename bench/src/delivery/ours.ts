import { CommandBus } from '@nestjs/cqrs';
import { startHost } from '@multilith/runtime/host';
import type { BenchServer } from '../database.js';
import { countingModule, SourceModule } from './counting.modules.js';
import { Emit } from './counting.js';
import { effectsPerSecond } from './effect.js';

const CHUNK = 1_000;

/** Fills a journal, then starts a host whose subscription reads it from the beginning. */
export async function deliverOurs(server: BenchServer, events: number, batch: number): Promise<number> {
  const url = await server.createDatabase(`bench_delivery_${batch}`);
  const source = { module: () => Promise.resolve(SourceModule) };
  const publisher = await startHost({ contexts: { source }, database: { url }, logger: false });
  const commands = publisher.app.get(CommandBus, { strict: false });
  for (let from = 0; from < events; from += CHUNK) await commands.execute(new Emit({ from, count: CHUNK }));
  await publisher.stop();

  const counting = { module: () => Promise.resolve(countingModule(batch)) };
  const host = await startHost({ contexts: { source, counting }, database: { url }, logger: false });
  const rate = await effectsPerSecond(url, 'counting.effect', events);
  await host.stop();
  return rate;
}
