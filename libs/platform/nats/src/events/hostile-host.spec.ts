import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, headers, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hostOf } from '@multilith/runtime/host';
import type { StopFollowing, StreamMessage } from '@multilith/runtime/transport';
import { hostsOfThisFile, type NatsHost } from '../../test/hosts.js';
import { chain, message } from '../../test/stream-messages.js';
import { permissionsForAll, type PermissionOptions } from '../permissions/host-permissions.js';
import { PROVISION, provisionPermissions, toolsPermissions } from '../permissions/logins.js';
import { TOOLS } from '../wire/subjects.js';
import { passwordVariable, serverConfig } from '../permissions/server-config.js';
import type { NatsServer } from '../testing/index.js';
import { provisionStreams } from './provision-streams.js';

const DEPLOYMENT: PermissionOptions = {
  topology: { orders: { transport: 'nats' }, payments: { transport: 'nats' }, notifications: { transport: 'nats' } },
  contexts: [
    { name: 'catalog', calls: [], follows: [] },
    { name: 'orders', calls: ['catalog'], follows: ['payments'] },
    { name: 'payments', calls: [], follows: ['orders'] },
    { name: 'notifications', calls: [], follows: ['orders'] },
  ],
};
const CONTEXTS = DEPLOYMENT.contexts.map(({ name }) => name);
const HOSTS = ['monolith', 'orders', 'payments', 'notifications'];
/** Every JetStream request that concerns a stream, or a message or consumer of it. */
const REQUESTS = (stream: string): string[] => [
  ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN'].map(
    (request) => `STREAM.${request}.${stream}`,
  ),
  `STREAM.PEER.REMOVE.${stream}`,
  `DIRECT.GET.${stream}`,
  `DIRECT.GET.${stream}.multilith.events.orders.3`,
  `CONSUMER.CREATE.${stream}`,
  `CONSUMER.CREATE.${stream}.mine`,
  `CONSUMER.CREATE.${stream}.mine.multilith.events.orders.3`,
  `CONSUMER.DURABLE.CREATE.${stream}.mine`,
  ...['INFO', 'DELETE', 'MSG.NEXT', 'LEADER.STEPDOWN'].map((request) => `CONSUMER.${request}.${stream}.mine`),
  ...['NAMES', 'LIST'].map((request) => `CONSUMER.${request}.${stream}`),
];
const ELSE = [
  'INFO',
  'STREAM.NAMES',
  'STREAM.LIST',
  'STREAM.TEMPLATE.CREATE.x',
  'ACCOUNT.PURGE.$G',
  'META.LEADER.STEPDOWN',
];

describe('a hostile host with its own password', () => {
  const hosts = hostsOfThisFile();
  const transports: Record<string, NatsHost> = {};
  const clients: NatsConnection[] = [];
  const stops: StopFollowing[] = [];
  let server: NatsServer;
  let tools: NatsConnection;
  let manager: JetStreamManager;
  const login = (user: string): { user: string; password: string } => ({ user, password: `secret-of-${user}` });
  const provide = (): Promise<unknown> =>
    provisionStreams({
      nats: { url: server.url, ...login(PROVISION) },
      publishers: CONTEXTS.filter((name) => name !== 'notifications'),
      settings: { maxBytes: 4 * 1024 ** 2 },
    });
  beforeAll(async () => {
    const logins = {
      ...permissionsForAll(DEPLOYMENT),
      [PROVISION]: provisionPermissions(DEPLOYMENT),
      [TOOLS]: toolsPermissions(),
    };
    for (const name of Object.keys(logins)) vi.stubEnv(passwordVariable(name), `secret-of-${name}`);
    server = await hosts.server({ jetStream: true, config: serverConfig(logins) });
    await provide();
    for (const host of HOSTS) transports[host] = await hosts.host(server, { host, ...login(host) });
    tools = await connect({ servers: server.url, user: TOOLS, pass: `secret-of-${TOOLS}` });
    clients.push(tools);
    manager = await jetstreamManager(tools);
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const client of clients) await client.close();
  });

  const orders = (): NatsHost => transports['orders']!;
  /** An attacker with the password of a host and its own client. */
  async function intruderAs(host: string): Promise<NatsConnection & { refused: Set<string> }> {
    const connection = await connect({
      servers: server.url,
      user: host,
      pass: `secret-of-${host}`,
      inboxPrefix: `multilith.inbox.${host}`,
    });
    clients.push(connection);
    const refused = new Set<string>();
    void (async () => {
      for await (const status of connection.status())
        if (status.type === 'error' && status.error instanceof PermissionViolationError)
          refused.add(`${status.error.operation} ${status.error.subject}`);
    })();
    return Object.assign(connection, { refused });
  }
  const follow = async (host: string, publisher: string): Promise<StreamMessage[]> => {
    const seen: StreamMessage[] = [];
    const { streams } = transports[host]!;
    stops.push(streams!.follow(publisher, (one) => void seen.push(one)));
    await streams!.client.connection.flush();
    return seen;
  };
  /** What the server publishes on a subject, as seen with the login for tools. */
  const watch = async (subject: string): Promise<string[]> => {
    const seen: string[] = [];
    const subscription = tools.subscribe(subject, {
      callback: (_error, one) => void seen.push(`${one.headers?.code ?? ''} ${one.string()}`),
    });
    await tools.flush();
    stops.push(async () => subscription.unsubscribe());
    return seen;
  };

  it.each(HOSTS)('%s may only read the state of its own streams from JetStream', async (host) => {
    const intruder = await intruderAs(host);
    const streams = CONTEXTS.map((name) => `multilith_events_${name}`);
    const own = streams.filter((_, i) => hostOf(DEPLOYMENT.topology, CONTEXTS[i]!) === host);
    const subjects = [
      ...ELSE,
      ...['STREAM.CREATE.mine', 'STREAM.CREATE.*', 'STREAM.INFO.*', 'STREAM.INFO.KV_x'],
      ...streams.flatMap((stream) => [`STREAM.INFO.${stream}`, ...REQUESTS(stream)]),
    ].map((request) => `$JS.API.${request}`);
    for (const subject of [
      ...subjects,
      '$JS.ACK.multilith_events_orders.c.1.1.1.1.1',
      '$JS.FC.x',
      '$SYS.REQ.ACCOUNT.PING',
    ])
      intruder.publish(subject, '{}');
    await intruder.flush();
    await new Promise(setImmediate);
    const allowed = subjects.filter((subject) => !intruder.refused.has(`publish ${subject}`));
    expect(allowed).toEqual(own.map((stream) => `$JS.API.STREAM.INFO.${stream}`));
    expect([...intruder.refused]).toContain('publish $SYS.REQ.ACCOUNT.PING');
    expect([...intruder.refused]).toContain('publish $JS.ACK.multilith_events_orders.c.1.1.1.1.1');
  });

  it.each(HOSTS)('%s cannot publish events of other hosts, or receive events it does not follow', async (host) => {
    const intruder = await intruderAs(host);
    const served = DEPLOYMENT.contexts.filter(({ name }) => hostOf(DEPLOYMENT.topology, name) === host);
    for (const publisher of CONTEXTS) {
      const isOwn = hostOf(DEPLOYMENT.topology, publisher) === host;
      const sent = [`multilith.events.${publisher}.3`, `multilith.announce.${publisher}`];
      for (const subject of sent) intruder.publish(subject, '{}');
      const heard = [`multilith.events.${publisher}.*`, `multilith.events.${publisher}.3`];
      const follows = served.some((context) => context.follows.includes(publisher));
      for (const subject of heard) intruder.subscribe(subject, { callback: () => {} });
      await intruder.flush();
      await new Promise(setImmediate);
      for (const subject of sent) expect(!intruder.refused.has(`publish ${subject}`), subject).toBe(isOwn);
      for (const subject of heard) expect(!intruder.refused.has(`subscription ${subject}`), subject).toBe(follows);
    }
    const wider = ['multilith.events.>', 'multilith.events.*.3', 'multilith.*.orders.>', '*.events.orders.3'];
    for (const subject of wider) intruder.subscribe(subject, { callback: () => {} });
    await intruder.flush();
    await new Promise(setImmediate);
    expect([...intruder.refused]).toEqual(expect.arrayContaining(wider.map((subject) => `subscription ${subject}`)));
  });

  it('cannot receive calls through its own stream, or forge events by republishing', async () => {
    const name = 'multilith_events_notifications';
    const intruder = await intruderAs('notifications');
    const config = {
      name,
      subjects: ['multilith.call.*', 'multilith.call.*.*', 'multilith.announce.notifications'],
      republish: { src: 'multilith.announce.notifications', dest: 'multilith.events.orders.3' },
      storage: 'memory',
    };
    await expect(
      intruder.request(`$JS.API.STREAM.CREATE.${name}`, JSON.stringify(config), { timeout: 500 }),
    ).rejects.toThrow(/permission/i);
    await expect(manager.streams.info(name)).rejects.toThrow('stream not found');
  });

  it('cannot make the server deliver stored events elsewhere', async () => {
    const intruder = await intruderAs('payments');
    const stream = 'multilith_events_orders';
    const calls = await watch('multilith.call.customers');
    const create = { stream_name: stream, config: { deliver_subject: 'multilith.call.customers', ack_policy: 'none' } };
    for (const subject of [`CONSUMER.CREATE.${stream}`, `CONSUMER.MSG.NEXT.${stream}.known`])
      intruder.publish(`$JS.API.${subject}`, JSON.stringify(create), { reply: 'multilith.call.customers' });
    await intruder.flush();
    await orders().streams!.append('orders', chain(1, 5));
    expect((await manager.consumers.list(stream).next()).length).toBe(0);
    await tools.flush();
    expect(calls).toEqual([]);
  });

  it('cannot forge events or announcements by choosing their subjects as reply subjects', async () => {
    const intruder = await intruderAs('payments');
    const followed = await follow('notifications', 'orders');
    const announced: unknown[] = [];
    await transports['notifications']!.listen('orders', (content) => announced.push(content));
    const raw = await watch('multilith.events.orders.3');
    const forged = headers();
    forged.set('prev', '2');
    forged.set('epoch', 'e1');
    for (const reply of ['multilith.events.orders.3', 'multilith.announce.orders']) {
      // Stored: an acknowledgement. No subscriber: "no responders". A request: its answer.
      intruder.publish('multilith.events.payments.3', JSON.stringify(message(3, 2).event), { reply, headers: forged });
      intruder.publish('multilith.announce.payments', JSON.stringify(message(3, 2).event), { reply, headers: forged });
      intruder.publish('$JS.API.STREAM.INFO.multilith_events_payments', '', { reply });
    }
    await intruder.flush();
    await vi.waitFor(() => expect(raw.length).toBeGreaterThan(1));
    await orders().streams!.append('orders', [message(4, 3)]);
    await vi.waitFor(() => expect(followed).toEqual([message(4, 3)]));
    // The server's reply is not an announcement of a journal; the runtime drops it.
    expect(JSON.stringify(announced)).not.toContain('stable');
  });

  it('can neither acknowledge nor refuse events that another host has stored', { timeout: 60_000 }, async () => {
    const intruder = await intruderAs('payments');
    const inbox = await watch('multilith.inbox.orders.>');
    const replies = new Set<string>();
    const wrong = headers();
    wrong.set('Nats-Expected-Stream', 'another');
    // It follows orders, so it sees the reply subject of the acknowledgements.
    intruder.subscribe('multilith.events.orders.*', {
      callback: (_error, { reply }) => {
        if (!reply) return;
        replies.add(reply);
        intruder.publish('multilith.events.payments.1', '{}', { reply });
        intruder.publish('multilith.events.payments.1', '{}', { reply, headers: wrong });
        intruder.publish('multilith.announce.payments', '{}', { reply });
        intruder.publish(reply, JSON.stringify({ stream: 'multilith_events_orders', seq: 1 }));
      },
    });
    await intruder.flush();
    for (let round = 0; round < 50; round++)
      await orders().streams!.append('orders', chain(100 + 10 * round, 109 + 10 * round));
    await vi.waitFor(() =>
      expect(inbox.filter((one) => one.includes('"multilith_events_payments"')).length).toBeGreaterThan(500),
    );
    expect(inbox.some((one) => one.includes('expected stream does not match'))).toBe(true);
    // This reveals nothing about the reply subjects of other requests of that process.
    for (const reply of replies) expect(reply).toMatch(/^multilith\.inbox\.orders\.[0-9a-f]{32}\.\d+$/);
    await manager.streams.delete('multilith_events_orders');
    await expect(orders().streams!.append('orders', chain(1_000, 1_009))).rejects.toThrow('not stored');
    await provide();
  });

  it('cannot change a stream unnoticed: the publisher stops relying on it', { timeout: 60_000 }, async () => {
    await manager.streams.delete('multilith_events_orders');
    const republish = { src: '>', dest: 'spy.>' };
    await manager.streams.add({ name: 'multilith_events_orders', subjects: ['multilith.events.orders.*'], republish });
    const { streams } = orders();
    const followed = await follow('payments', 'orders');
    await streams!.prepare('orders');
    // Events go on, and the publisher does not wait for that stream.
    await streams!.append('orders', chain(2_000, 2_004));
    await vi.waitFor(() => expect(followed).toEqual(chain(2_000, 2_004)));
    await expect(provide()).rejects.toMatchObject({ code: 'NATS_STREAM_FOREIGN' });
  });
});
