import 'reflect-metadata';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import { startNatsServer } from '@multilith/nats/server';
import { startHost, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { connectPlainClient } from './plain-client.js';

const nats = process.env['NATS_URL'] === undefined ? await startNatsServer() : undefined;
const natsUrl = nats?.url ?? process.env['NATS_URL']!;
const postgres =
  process.env['DATABASE_URL'] === undefined ? await startEmbeddedPostgres({ ephemeral: true }) : undefined;

// The host of the context. In a deployment it is a process of its own, which `nx extract prices` writes.
const host = await startHost({
  host: 'prices',
  topology: { prices: { transport: 'nats' } },
  contexts: { prices: { module: () => import('./prices.module.js').then(({ PricesModule }) => PricesModule) } },
  transports: { nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ url: natsUrl, host }) },
  principalKeys: temporaryPrincipalKeys(),
  database: { url: postgres?.url ?? process.env['DATABASE_URL']! },
  logger: false,
});

const client = await connectPlainClient(natsUrl);
const changed = new Promise<{ readonly name: string; readonly payload: unknown }>((resolve) => {
  void client.onEvent(resolve).then(() => client.call('prices.SetPrice', { sku: 'CUP', amount: 950 }));
});
const { name, payload } = await changed;
console.log(`event ${name}: ${JSON.stringify(payload)}`);
console.log(`answer: ${JSON.stringify(await client.call('prices.GetPrice', { sku: 'CUP' }))}`);

await client.close();
await host.stop();
await postgres?.stop();
await nats?.stop();
