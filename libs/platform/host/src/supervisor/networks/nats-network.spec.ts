import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectNats, PROVISION, provisionStreams, type NatsTransport } from '@multilith/nats';
import { SupervisorLog } from '../supervisor-log.js';
import { startNatsNetwork, type NatsNetwork } from './nats-network.js';

const context = (name: string, follows: string[] = []): { name: string; calls: string[]; follows: string[] } => ({
  name,
  calls: [],
  follows,
});
const TRAFFIC = [context('catalog'), context('orders', ['payments']), context('payments', ['orders'])];
const TOPOLOGY = { orders: { transport: 'nats' } };

describe('the NATS server of a supervisor', () => {
  const folders: string[] = [];
  const open: { stop(): Promise<void> }[] = [];
  let printed = '';
  const start = async (dataDir: string): Promise<NatsNetwork> => {
    const write = (text: string): void => void (printed += text);
    const log = new SupervisorLog('text', [], { out: write, err: write, colours: false });
    const options = { topology: TOPOLOGY, traffic: TRAFFIC, dataDir, prefix: undefined, debugging: false, log };
    const network = await startNatsNetwork(options);
    open.push(network);
    return network;
  };
  const folder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'host-network-')));
    return folders.at(-1)!;
  };
  const as = async (host: string, network: NatsNetwork): Promise<NatsTransport> => {
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = network.envOf(host, 0);
    const transport = await connectNats({ url, user, password, host });
    open.unshift({ stop: () => transport.close() });
    return transport;
  };
  afterEach(async () => {
    for (const each of open.splice(0)) await each.stop();
    for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
    printed = '';
  });

  it(
    'leaves the folder of the streams to another supervisor, and takes over once that one has stopped or died',
    { timeout: 60_000 },
    async () => {
      const dataDir = folder();
      const first = await start(dataDir);
      const streams = (): string[] => readdirSync(join(dataDir, 'nats', 'jetstream', '$G', 'streams')).sort();
      const kept = streams();
      expect(printed).toBe('');
      const second = await start(dataDir);
      expect(printed).toContain(`are those of process ${process.pid}`);
      await Promise.all([first.stop(), second.stop()]);
      expect(streams()).toEqual(kept);
      expect(existsSync(join(dataDir, 'nats.lock'))).toBe(false);
      printed = '';
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      writeFileSync(join(dataDir, 'nats.lock'), `${pid}\n`);
      await start(dataDir);
      expect(printed).toBe('');
    },
  );

  it('creates a stream for each publisher, with a login that no host has', { timeout: 60_000 }, async () => {
    const network = await start(folder());
    const { url } = JSON.parse(readFileSync(network.loginFile, 'utf8')) as { url: string };
    const found = await provisionStreams({ nats: { url, host: 'TOOLS' }, publishers: TRAFFIC.map(({ name }) => name) });
    expect(found.map(({ stream, done }) => `${stream} ${done}`)).toEqual([
      'multilith_events_catalog unchanged',
      'multilith_events_orders unchanged',
      'multilith_events_payments unchanged',
    ]);
    expect(printed).toBe('');
    const env = network.envOf('orders', 0);
    expect(env['NATS_USER']).toBe('orders');
    expect(JSON.stringify(env)).not.toContain(PROVISION);
    const asOrders = { url: env['NATS_URL'], user: 'orders', password: env['NATS_PASSWORD'], host: 'orders' };
    await expect(provisionStreams({ nats: asOrders, publishers: ['orders'] })).rejects.toMatchObject({
      code: 'NATS_STREAM_REFUSED',
    });
  });

  it('reports a stream with a wrong configuration, and still carries events', { timeout: 60_000 }, async () => {
    const dataDir = folder();
    const before = await start(dataDir);
    const { url } = JSON.parse(readFileSync(before.loginFile, 'utf8')) as { url: string };
    await makeForeign(url);
    await before.stop();
    open.length = 0;

    const network = await start(dataDir);
    expect(printed).toMatch(/The stream multilith_events_orders is not what it must be: it republishes to spy/);
    const [orders, monolith] = [await as('orders', network), await as('monolith', network)];
    const heard = new Promise((resolve) => monolith.streams!.follow('orders', ({ event }) => resolve(event.id)));
    await monolith.streams!.client.connection.flush();
    await orders.streams!.append('orders', [
      {
        epoch: 'e',
        previous: '0',
        event: {
          id: 'one',
          name: 'orders.OrderPlaced',
          version: 1,
          key: 'k',
          lane: 1,
          position: '1',
          occurredAt: new Date(0).toISOString(),
          payload: {},
          trace: { traceId: '1'.repeat(32), spanId: '1'.repeat(16) },
        },
      },
    ]);
    expect(await heard).toBe('one');
  });
});

/** A change that a host could make if it were allowed to create its stream. */
async function makeForeign(url: string): Promise<void> {
  const tools = await connectNats({ url, host: 'tools', events: false });
  const ask = async (request: string, config: object): Promise<object> =>
    (
      await tools.client.connection.request(`$JS.API.STREAM.${request}.multilith_events_orders`, JSON.stringify(config))
    ).json();
  await ask('DELETE', {});
  const config = { subjects: ['multilith.events.orders.*'], republish: { src: '>', dest: 'spy.>' } };
  const common = { name: 'multilith_events_orders', storage: 'file', retention: 'limits', num_replicas: 1 };
  expect(await ask('CREATE', { ...common, ...config })).not.toHaveProperty('error');
  await tools.close();
}
