import { jetstreamManager, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chain } from '../../test/stream-messages.js';
import { hostsOfThisFile } from '../../test/hosts.js';
import { permissionsForAll } from '../permissions/host-permissions.js';
import { PROVISION, provisionPermissions, toolsPermissions } from '../permissions/logins.js';
import { TOOLS } from '../wire/subjects.js';
import { passwordVariable, serverConfig } from '../permissions/server-config.js';
import type { NatsServer } from '../testing/index.js';
import { provisionStreams, type ProvisionedStream, type ProvisionStreamsOptions } from './provision-streams.js';

const MB = 1024 ** 2;
const SMALL = { maxBytes: 4 * MB };
const DEPLOYMENT = {
  topology: { orders: { transport: 'nats' } },
  contexts: ['orders', 'payments', 'catalog', 'left', 'right', 'limits'].map((name) => ({
    name,
    calls: [],
    follows: [],
  })),
};
/** Ways to misuse a stream, and the text that reports each. */
const ABUSES: [string, Partial<StreamConfig>, string][] = [
  ['takes calls', { subjects: ['multilith.call.*'] }, 'it takes multilith.call.* and not'],
  ['also takes calls', { subjects: ['multilith.events.NAME.*', 'multilith.call.*'] }, 'multilith.call.*'],
  ['takes one lane', { subjects: ['multilith.events.NAME.3'] }, 'it takes multilith.events.NAME.3 and not'],
  ['republishes', { republish: { src: '>', dest: 'spy.>' } }, 'it republishes to spy.>'],
  ['has sources', { sources: [{ name: 'elsewhere' }] }, 'it is fed by elsewhere'],
  ['mirrors', { subjects: [], mirror: { name: 'elsewhere' } }, 'it mirrors elsewhere'],
  ['acknowledges nothing', { no_ack: true }, 'it acknowledges nothing'],
  ['is a queue', { retention: 'workqueue' }, 'it keeps events by workqueue and not by limits'],
];

describe('provisioning of streams', () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let tools: NatsConnection;
  let manager: JetStreamManager;
  const login = (user: string): { url: string; user: string; password: string } => ({
    url: server.url,
    user,
    password: `secret-of-${user}`,
  });
  const provide = (
    publishers: string[],
    given: Partial<ProvisionStreamsOptions> = {},
  ): Promise<readonly ProvisionedStream[]> =>
    provisionStreams({ nats: login(PROVISION), publishers, settings: SMALL, ...given });
  const configOf = async (publisher: string): Promise<StreamConfig> =>
    (await manager.streams.info(`multilith_events_${publisher}`)).config;
  beforeAll(async () => {
    const logins = {
      ...permissionsForAll(DEPLOYMENT),
      [PROVISION]: provisionPermissions(DEPLOYMENT),
      [TOOLS]: toolsPermissions(),
    };
    for (const name of Object.keys(logins)) vi.stubEnv(passwordVariable(name), `secret-of-${name}`);
    server = await hosts.server({ jetStream: true, config: serverConfig(logins) });
    tools = await connect({ servers: server.url, user: TOOLS, pass: `secret-of-${TOOLS}` });
    manager = await jetstreamManager(tools);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await tools.close();
  });

  it('creates missing streams, and leaves existing ones alone', async () => {
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    expect(await provide(['orders', 'payments'], { log })).toMatchObject([
      { publisher: 'orders', stream: 'multilith_events_orders', done: 'created' },
      { publisher: 'payments', done: 'created' },
    ]);
    expect(await provide(['orders', 'payments'], { log })).toMatchObject([
      { done: 'unchanged' },
      { done: 'unchanged' },
    ]);
    expect(lines).toEqual([
      'multilith_events_orders: created',
      'multilith_events_payments: created',
      'multilith_events_orders: unchanged',
      'multilith_events_payments: unchanged',
    ]);
    const orders = await hosts.host(server, { ...login('orders'), host: 'orders' });
    await orders.streams!.append('orders', chain(1, 5));
    expect((await manager.streams.info('multilith_events_orders')).state.messages).toBe(5);
  });

  it('has a dry run without effect', async () => {
    expect(await provide(['catalog'], { dryRun: true })).toMatchObject([{ done: 'created' }]);
    await expect(configOf('catalog')).rejects.toThrow('stream not found');
  });

  it('works in several processes at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => provide(['left', 'right'])));
    for (const stream of [0, 1])
      expect(all.every((results) => ['created', 'unchanged'].includes(results[stream]!.done))).toBe(true);
  });

  it('changes only the given settings', async () => {
    await provide(['limits']);
    await manager.streams.update('multilith_events_limits', { max_age: nanos(3_600_000) });
    const [result] = await provide(['limits'], { settings: { maxBytes: 2 * MB, storage: 'memory' } });
    expect(result!.done).toBe('changed');
    expect(result!.details).toEqual([
      `max_bytes ${4 * MB} → ${2 * MB}`,
      'storage stays file: delete the stream to change it',
    ]);
    expect(await configOf('limits')).toMatchObject({ max_bytes: 2 * MB, max_age: nanos(3_600_000) });
  });

  it.each(ABUSES)('refuses a stream that %s, after handling the others', async (_what, abuse, said) => {
    await manager.streams.delete('multilith_events_catalog').catch(() => {});
    await manager.streams.delete('multilith_events_left').catch(() => {});
    const config = JSON.parse(
      JSON.stringify({ subjects: ['multilith.events.NAME.*'], ...abuse }).replaceAll('NAME', 'catalog'),
    ) as Partial<StreamConfig>;
    await manager.streams.add({ name: 'multilith_events_catalog', max_bytes: MB, ...config });
    await expect(provide(['catalog', 'left'])).rejects.toMatchObject({
      code: 'NATS_STREAM_FOREIGN',
      message: expect.stringContaining(said.replaceAll('NAME', 'catalog')),
    });
    expect(await configOf('left')).toBeDefined();
    await manager.streams.delete('multilith_events_catalog');
  });

  it.each([
    ['takes calls', { subjects: ['multilith.call.*.*'] }, 'it takes multilith.call.*.*'],
    ['takes replies', { subjects: ['*.reply.>'] }, 'it takes *.reply.>'],
    [
      'forges events',
      { subjects: ['mine.>'], republish: { src: 'mine.>', dest: 'multilith.events.orders.>' } },
      'it sends to multilith.events.orders.>',
    ],
  ])('refuses a stream of another name that %s', async (_what, config, said) => {
    await manager.streams.add({ name: 'stranger', max_bytes: MB, ...config });
    await expect(provide(['right'])).rejects.toMatchObject({
      code: 'NATS_STREAM_FOREIGN',
      message: expect.stringMatching(/The stream stranger is/),
      problem: expect.stringContaining(said),
    });
    await manager.streams.delete('stranger');
    await expect(provide(['right'])).resolves.toBeDefined();
  });

  it('ignores streams of other systems, and old streams of this one', async () => {
    await manager.streams.add({ name: 'other', subjects: ['other.>', 'multilithic.>'], max_bytes: MB });
    await manager.streams.add({ name: 'multilith_events_gone', subjects: ['multilith.events.gone.*'], max_bytes: MB });
    await expect(provide(['right'])).resolves.toBeDefined();
    await manager.streams.delete('other');
    await manager.streams.delete('multilith_events_gone');
  });

  it('reports that a host lacks permission, and what the server cannot do', { timeout: 30_000 }, async () => {
    const asHost = provide(['payments'], { nats: { ...login('orders'), host: 'orders' } });
    await expect(asHost).rejects.toMatchObject({ code: 'NATS_STREAM_REFUSED' });
    const replicas = provide(['catalog'], { settings: { ...SMALL, replicas: 3 } });
    await expect(replicas).rejects.toMatchObject({
      code: 'NATS_STREAM_REFUSED',
      message: expect.stringContaining('multilith_events_catalog'),
    });
    const without = await hosts.server();
    await expect(provide(['orders'], { nats: { url: without.url } })).rejects.toMatchObject({
      code: 'NATS_STREAM_REFUSED',
    });
  });

  it('recreates streams that a server has lost', { timeout: 30_000 }, async () => {
    await server.kill();
    rmSync(server.storeDir, { recursive: true, force: true });
    await server.restart();
    expect(await provide(['orders'])).toMatchObject([{ done: 'created' }]);
  });
});
