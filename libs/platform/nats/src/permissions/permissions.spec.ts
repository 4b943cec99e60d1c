import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StreamMessage } from '@multilith/runtime';
import { aRequest, echo, gate, hostsOfThisFile, outcomeOf } from '../../test/hosts.js';
import type { NatsTransport } from '../nats-transport.js';
import type { NatsServer } from '../testing/index.js';
import { provisionStreams } from '../events/provision-streams.js';
import { trafficOf } from './context-traffic.js';
import { permissionsFor, permissionsForAll, type PermissionOptions } from './host-permissions.js';
import { TOOLS } from '../wire/subjects.js';
import { PROVISION, provisionPermissions, toolsPermissions } from './logins.js';
import { passwordVariable, serverConfig } from './server-config.js';

const SHOP: PermissionOptions = {
  topology: { orders: { transport: 'nats' }, payments: { transport: 'nats' } },
  contexts: [
    { name: 'catalog', calls: [], follows: [] },
    { name: 'orders', calls: ['catalog'], follows: ['payments'] },
    { name: 'payments', calls: [], follows: ['orders'] },
  ],
};
const HOSTS = ['monolith', 'orders', 'payments'];

describe('the permissions of hosts', () => {
  const hosts = hostsOfThisFile();
  const transports: Record<string, NatsTransport> = {};
  const clients: NatsConnection[] = [];
  let server: NatsServer;
  beforeAll(async () => {
    for (const host of HOSTS) vi.stubEnv(passwordVariable(host), `secret-of-${host}`);
    vi.stubEnv(passwordVariable(PROVISION), 'secret-of-PROVISION');
    const logins = { ...permissionsForAll(SHOP), [PROVISION]: provisionPermissions(SHOP) };
    server = await hosts.server({ jetStream: true, config: serverConfig(logins) });
    const publishers = SHOP.contexts.map(({ name }) => name);
    await provisionStreams({ nats: { url: server.url, user: PROVISION, password: 'secret-of-PROVISION' }, publishers });
    for (const host of HOSTS)
      transports[host] = await hosts.host(server, { host, user: host, password: `secret-of-${host}` });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const client of clients) await client.close();
  });

  /** Somebody who has got hold of the password of a host, and knows which subjects there are. */
  async function intruderAs(host: string): Promise<{
    maySubscribe(subject: string, queue?: string): Promise<boolean>;
    mayPublish(subject: string, reply?: string): Promise<boolean>;
    connection: NatsConnection;
  }> {
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
        if (status.type === 'error' && 'subject' in status.error) refused.add(String(status.error.subject));
    })();
    const isRefused = async (subject: string): Promise<boolean> => {
      await connection.flush();
      await new Promise(setImmediate);
      return refused.delete(subject);
    };
    return {
      connection,
      maySubscribe: async (subject, queue) => {
        const subscription = connection.subscribe(subject, { callback: () => {}, ...(queue ? { queue } : {}) });
        const may = !(await isRefused(subject));
        if (may) subscription.unsubscribe();
        return may;
      },
      mayPublish: async (subject, reply) => {
        connection.publish(subject, 'x', reply ? { reply } : {});
        return !(await isRefused(subject));
      },
    };
  }

  it('let each host do its work: serve, call, reply, announce, listen', async () => {
    const { monolith, orders, payments } = transports as Record<'monolith' | 'orders' | 'payments', NatsTransport>;
    await monolith.serve('catalog', echo);
    await orders.serve('orders', async ({ content }) => orders.call('catalog', aRequest({ content })));
    await payments.serve('payments', echo);
    expect(await outcomeOf(monolith, 'orders', { content: 'through orders' })).toEqual({ answer: 'through orders' });
    expect(await outcomeOf(monolith, 'payments', { content: 1 })).toEqual({ answer: 1 });
    const heard: unknown[] = [];
    await payments.listen('orders', (content) => heard.push(content));
    orders.announce('orders', 'something has happened');
    await vi.waitFor(() => expect(heard).toEqual(['something has happened']));
  });

  it('let callers cancel', async () => {
    const { monolith, orders } = transports as Record<'monolith' | 'orders', NatsTransport>;
    const cancelled = gate();
    await monolith.serve('catalog', (_request, signal) => {
      signal.addEventListener('abort', () => cancelled.open());
      return new Promise(() => {});
    });
    // Two receivers share the calls to catalog; the one that waits gets its turn.
    void (async () => {
      for (let i = 0; i < 50; i++) await outcomeOf(orders, 'catalog', { deadline: Date.now() + 50 });
    })();
    await cancelled.opened;
  });

  it('let publishers publish events and subscribers hear them, and nobody else', async () => {
    const { orders, payments } = transports as Record<'orders' | 'payments', NatsTransport>;
    const followed: string[] = [];
    const stop = payments.streams!.follow('orders', ({ event }) => followed.push(event.id));
    await payments.streams!.link.connection.flush();
    await orders.streams!.append('orders', [aStreamMessage(1)]);
    await vi.waitFor(() => expect(followed).toEqual(['event-1']));
    await expect(payments.streams!.append('orders', [aStreamMessage(2)])).rejects.toThrow(
      'publish to multilith.events',
    );
    await stop();
    const { connection } = await intruderAs('payments');
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: 500 });
    await expect(manager.streams.info('multilith_events_payments')).resolves.toBeDefined();
    await expect(manager.streams.info('multilith_events_orders')).rejects.toThrow();
    await expect(manager.streams.delete('multilith_events_payments')).rejects.toThrow();
    await expect(manager.streams.purge('multilith_events_payments')).rejects.toThrow();
  });

  it('do not let a host answer for another, or listen to what is not meant for it', async () => {
    const intruder = await intruderAs('payments');
    for (const [subject, queue] of [
      ['multilith.call.orders'],
      ['multilith.call.orders', 'hosts'],
      ['multilith.call.*', 'hosts'],
      ['multilith.call.payments'],
      ['multilith.call.payments', 'another-group'],
      ['multilith.reply.orders.>'],
      ['multilith.reply.*.*.*'],
      ['multilith.inbox.orders.>'],
      ['_INBOX.>'],
      ['multilith.events.>'],
      ['multilith.events.payments.*'],
      ['multilith.announce.catalog'],
      ['multilith.>'],
      ['$SRV.PING.orders'],
      ['$JS.API.>'],
      ['>'],
    ] as const)
      expect(await intruder.maySubscribe(subject, queue), `${subject} ${queue ?? ''}`).toBe(false);
    for (const [subject, queue] of [
      ['multilith.call.payments', 'hosts'],
      ['multilith.cancel.payments'],
      ['multilith.announce.orders'],
      ['multilith.events.orders.*'],
      ['multilith.reply.payments.me.*'],
    ] as const)
      expect(await intruder.maySubscribe(subject, queue), `${subject} ${queue ?? ''}`).toBe(true);
  });

  it('do not let a host speak for another, or call what it does not use', async () => {
    const intruder = await intruderAs('payments');
    for (const subject of [
      'multilith.call.catalog',
      'multilith.cancel.catalog',
      'multilith.announce.orders',
      'multilith.events.orders.3',
      'multilith.reply.monolith.guessed.1-1',
      'multilith.inbox.orders.x',
      '$SRV.PING',
      '$JS.API.STREAM.DELETE.multilith_events_orders',
      '$JS.API.STREAM.CREATE.multilith_events_payments',
      '$JS.API.STREAM.UPDATE.multilith_events_payments',
      '$JS.API.CONSUMER.CREATE.multilith_events_orders',
      '$SYS.REQ.SERVER.PING',
      'anything',
    ])
      expect(await intruder.mayPublish(subject), subject).toBe(false);
    for (const subject of ['multilith.call.orders', 'multilith.announce.payments', 'multilith.events.payments.3'])
      expect(await intruder.mayPublish(subject), subject).toBe(true);
  });

  it('turn a call that is not allowed into an error at once, and serving another context too', async () => {
    const { payments } = transports as Record<'payments', NatsTransport>;
    expect(await outcomeOf(payments, 'catalog', { deadline: Date.now() + 10_000 })).toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
      message: expect.stringContaining('may not call catalog'),
    });
    await expect(payments.serve('orders', echo)).rejects.toMatchObject({
      code: 'NATS_FORBIDDEN',
      message: expect.stringContaining('multilith.cancel.orders'),
    });
    await expect(payments.listen('catalog', () => {})).rejects.toMatchObject({ code: 'NATS_FORBIDDEN' });
  });

  it('do not let the password of a host make one of another name', async () => {
    await expect(
      hosts.host(server, { host: 'orders', user: 'payments', password: 'secret-of-payments' }),
    ).rejects.toMatchObject({ code: 'NATS_FORBIDDEN' });
  });
});

describe('permissionsFor', () => {
  it('gives a host what its contexts use, and no more', () => {
    expect(permissionsFor('payments', { ...SHOP, prefix: 'shop' })).toEqual({
      publish: {
        allow: [
          'shop.call.orders',
          'shop.cancel.orders',
          'shop.announce.payments',
          'shop.events.payments.*',
          '$JS.API.STREAM.INFO.shop_events_payments',
        ],
      },
      subscribe: {
        allow: [
          'shop.call.payments hosts',
          'shop.cancel.payments',
          'shop.announce.orders',
          'shop.events.orders.*',
          'shop.reply.payments.>',
          'shop.inbox.payments.>',
          '$SRV.PING',
          '$SRV.PING.payments',
          '$SRV.PING.payments.*',
          '$SRV.INFO',
          '$SRV.INFO.payments',
          '$SRV.INFO.payments.*',
          '$SRV.STATS',
          '$SRV.STATS.payments',
          '$SRV.STATS.payments.*',
        ],
      },
      allow_responses: { max: -1, expires: '1h' },
    });
  });

  it('is not written where two logins would share a password', () => {
    const contexts = [{ name: 'tools', calls: [], follows: [] }];
    const permissions = permissionsForAll({ topology: { tools: { transport: 'nats' } }, contexts });
    expect(() => serverConfig({ ...permissions, [TOOLS]: toolsPermissions() })).toThrowError(
      /TOOLS would both have the password in TOOLS_NATS_PASSWORD/,
    );
  });

  it('follows the topology: what moves out takes its permissions along', () => {
    const { publish } = permissionsFor('monolith', { ...SHOP, topology: {} });
    expect(publish.allow.filter((subject) => subject.includes('.call.'))).toEqual([]);
    expect(Object.keys(permissionsForAll({ ...SHOP, topology: {} }))).toEqual(['monolith']);
    expect(Object.keys(permissionsForAll(SHOP))).toEqual(HOSTS);
  });

  it('reads what contexts use from the description of a host', () => {
    expect(
      trafficOf({
        host: 'monolith',
        contexts: [
          {
            name: 'orders',
            placement: 'here',
            messages: [],
            uses: [{ context: 'catalog', timeoutMs: 1, whenUnavailable: 'fail' }],
            subscriptions: [
              { name: 's', start: 'now', events: ['payments.PaymentCaptured', 'inventory.StockShort'] },
              { name: 't', start: 'now', events: ['payments.PaymentDeclined'] },
            ],
          },
        ],
      }),
    ).toEqual([{ name: 'orders', calls: ['catalog'], follows: ['inventory', 'payments'] }]);
  });
});

const aStreamMessage = (position: number): StreamMessage => ({
  epoch: 'e',
  previous: String(Math.max(0, position - 1)),
  event: {
    id: `event-${position}`,
    name: 'orders.OrderPlaced',
    version: 1,
    key: 'k',
    lane: 3,
    position: String(position),
    occurredAt: new Date().toISOString(),
    payload: {},
    trace: aRequest().trace,
  },
});
