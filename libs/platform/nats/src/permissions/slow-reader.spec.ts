import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { hostsOfThisFile, outcomeOf } from '../../test/hosts.js';
import { SLOW_READERS } from './server-config.js';

const SUBSCRIPTIONS = 900;
const hosts = hostsOfThisFile();
const clients: Socket[] = [];
afterAll(() => clients.forEach((client) => client.destroy()));

/** Subscribes to its own replies many times, makes calls, and reads nothing. */
function lazyReader(url: string, context: string): { call(): void } {
  const { hostname, port } = new URL(url);
  const client = connect(Number(port), hostname);
  clients.push(client);
  client.on('error', () => {});
  client.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n');
  for (let i = 1; i <= SUBSCRIPTIONS; i++) client.write(`SUB multilith.reply.payments.> ${i}\r\n`);
  client.once('data', () => client.pause());
  let id = 0;
  return {
    call() {
      const batch = `[1,[${++id},60000,"m",1,{},"context","payments",null,null,"t","s"]]`;
      const reply = `multilith.reply.payments.${context}.me.${id.toString(36)}-1`;
      client.write(`PUB multilith.call.${context}.payments ${reply} ${batch.length}\r\n${batch}\r\n`);
    },
  };
}

it(
  'a host that does not read its replies delays the calls of other hosts only briefly',
  { timeout: 60_000 },
  async () => {
    const server = await hosts.server({ config: SLOW_READERS });
    const [callee, caller] = await Promise.all(['monolith', 'orders'].map((host) => hosts.host(server, { host })));
    await callee!.serve('catalog', async () => ({ answer: 'x'.repeat(1_000) }));
    const lazy = lazyReader(server.url, 'catalog');
    // With the defaults of nats-server 2.9 all calls are blocked for ten seconds.
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 10; i++) lazy.call();
      const outcome = await outcomeOf(caller!, 'catalog', { deadline: Date.now() + 8_000 });
      expect(outcome).toMatchObject({ answer: expect.any(String) });
    }
  },
);

it('is limited in the configuration for containers', () => {
  const file = readFileSync(new URL('../../../../../deploy/nats-server.conf', import.meta.url), 'utf8');
  expect(file).toContain(SLOW_READERS);
});
