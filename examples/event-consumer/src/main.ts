import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import { provisionStreams } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import { startHost, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { SellTickets } from './contract.js';

const nats = process.env['NATS_URL'] === undefined ? await startNatsServer({ jetStream: true }) : undefined;
const natsUrl = nats?.url ?? process.env['NATS_URL']!;
const postgres =
  process.env['DATABASE_URL'] === undefined ? await startEmbeddedPostgres({ ephemeral: true }) : undefined;

// The stream keeps events for readers outside of the deployment.
await provisionStreams({ nats: { url: natsUrl }, publishers: ['tickets'] });

@Module({})
class Edge {
  // Outside of a context the bus sends on behalf of the edge, as a controller or resolver does.
  constructor(readonly commands: CommandBus) {}
}

const host = await startHost({
  host: 'tickets',
  topology: { tickets: { transport: 'nats' } },
  contexts: { tickets: { module: () => import('./tickets.module.js').then(({ TicketsModule }) => TicketsModule) } },
  transports: { nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ url: natsUrl, host }) },
  principalKeys: temporaryPrincipalKeys(),
  imports: [Edge],
  database: { url: postgres?.url ?? process.env['DATABASE_URL']! },
  logger: false,
});

const { commands } = host.app.get(Edge);
await commands.execute(new SellTickets({ customer: 'ann', seats: ['A1', 'A2'] }));

// Another process, of another team.
const consumer = spawn(process.execPath, [fileURLToPath(new URL('../consumer.mjs', import.meta.url))], {
  env: { ...process.env, NATS_URL: natsUrl },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface(consumer.stdout)[Symbol.asyncIterator]();
const next = async (): Promise<string> => (await lines.next()).value ?? 'the consumer has ended';
console.log(await next());
await commands.execute(new SellTickets({ customer: 'bob', seats: ['B7'] }));
console.log(await next());

consumer.kill();
await once(consumer, 'exit');
await host.stop();
await postgres?.stop();
await nats?.stop();
