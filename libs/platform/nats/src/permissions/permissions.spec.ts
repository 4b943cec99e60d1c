import { describe, expect, it, vi } from 'vitest';
import { guardedHosts, HOSTS, DEPLOYMENT } from '../../test/guarded-hosts.js';
import { aRequest, echo, gate, outcomeOf } from '../../test/hosts.js';
import { connectNats } from '../connect-nats.js';
import { permissionsFor, permissionsForAll } from './host-permissions.js';
import { serverConfig } from './server-config.js';

describe('the permissions of hosts', () => {
  const hosts = guardedHosts();

  it('let each host do its work: serve, call, reply, announce, listen, read journals', async () => {
    const [monolith, orders, payments] = [hosts.host('monolith'), hosts.host('orders'), hosts.host('payments')];
    await monolith.serve('catalog', echo);
    await orders.serve('orders', async ({ content }) => orders.call('catalog', aRequest({ content })));
    await payments.serve('payments', echo);
    expect(await outcomeOf(monolith, 'orders', { content: 'through orders' })).toEqual({ answer: 'through orders' });
    expect(await outcomeOf(monolith, 'payments', { content: 1 })).toEqual({ answer: 1 });
    const heard: unknown[] = [];
    await payments.listen('orders', (content) => heard.push(content));
    orders.announce('orders', 'something has happened');
    await vi.waitFor(() => expect(heard).toEqual(['something has happened']));
    await orders.serveJournal('orders', async ({ host }) => ({ answer: `for ${host}` }));
    for (const host of ['monolith', 'payments', 'reporting'] as const)
      expect(await hosts.host(host).askJournal('orders', aRequest())).toEqual({ answer: `for ${host}` });
  });

  it('let callers cancel', async () => {
    const [monolith, orders] = [hosts.host('monolith'), hosts.host('orders')];
    const cancelled = gate();
    await monolith.serve('catalog', (_request, signal) => {
      signal.addEventListener('abort', () => cancelled.open());
      return new Promise(() => {});
    });
    // Two receivers share the calls to catalog; the waiting one gets its turn.
    void (async () => {
      for (let i = 0; i < 50; i++) await outcomeOf(orders, 'catalog', { deadline: Date.now() + 50 });
    })();
    await cancelled.opened;
  });

  it('fail a forbidden call at once, and serving a forbidden context too', async () => {
    const payments = hosts.host('payments');
    expect(await outcomeOf(payments, 'customers', { deadline: Date.now() + 10_000 })).toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
      message: expect.stringContaining('may not call customers'),
    });
    await expect(payments.serve('orders', echo)).rejects.toMatchObject({
      code: 'NATS_FORBIDDEN',
      message: expect.stringContaining('multilith.cancel.orders'),
    });
    await expect(payments.listen('customers', () => {})).rejects.toMatchObject({ code: 'NATS_FORBIDDEN' });
  });

  it('do not let a host use its password under another name', async () => {
    await expect(
      connectNats({ url: hosts.server.url, host: 'orders', user: 'payments', password: 'secret-of-payments' }),
    ).rejects.toMatchObject({ code: 'NATS_FORBIDDEN' });
  });
});

describe('permissionsFor', () => {
  it('gives a host only what its contexts use', () => {
    expect(permissionsFor('payments', { ...DEPLOYMENT, prefix: 'tea' })).toEqual({
      publish: {
        allow: [
          'tea.call.catalog.payments',
          'tea.journal.orders.payments',
          'tea.cancel.catalog.payments',
          'tea.cancel.orders.payments',
          'tea.reply.monolith.payments.>',
          'tea.reply.orders.payments.>',
          'tea.announce.payments',
          'tea.events.payments.*',
          'tea.inbox.TOOLS.>',
          '$JS.API.STREAM.INFO.tea_events_payments',
        ],
      },
      subscribe: {
        allow: [
          'tea.call.payments.* hosts',
          'tea.journal.payments.* hosts',
          'tea.cancel.payments.*',
          'tea.announce.orders',
          'tea.events.orders.*',
          'tea.reply.payments.>',
          'tea.inbox.payments.>',
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
    });
  });

  it('gives the monolith what its own contexts use, and the contexts whose APIs it runs', () => {
    const contexts = DEPLOYMENT.contexts.map(({ api: _api, ...context }) => context);
    const calls = (options: typeof DEPLOYMENT): string[] =>
      permissionsFor('monolith', options).publish.allow.filter((subject) => /\.(call|journal)\./.test(subject));
    expect(calls(DEPLOYMENT)).toEqual([
      'multilith.call.orders.monolith',
      'multilith.call.payments.monolith',
      'multilith.journal.orders.monolith',
      'multilith.journal.payments.monolith',
      'multilith.journal.reporting.monolith',
    ]);
    expect(calls({ ...DEPLOYMENT, contexts })).toEqual(['multilith.journal.reporting.monolith']);
    const withApi = contexts.map((context) => (context.name === 'catalog' ? { ...context, api: ['orders'] } : context));
    expect(calls({ ...DEPLOYMENT, contexts: withApi })).toEqual([
      'multilith.call.orders.monolith',
      'multilith.journal.reporting.monolith',
    ]);
  });

  it('follows the topology: an extracted context takes its permissions along', () => {
    const { publish } = permissionsFor('monolith', { ...DEPLOYMENT, topology: {} });
    expect(publish.allow.filter((subject) => subject.includes('.call.'))).toEqual([]);
    expect(Object.keys(permissionsForAll({ ...DEPLOYMENT, topology: {} }))).toEqual(['monolith']);
    expect(Object.keys(permissionsForAll(DEPLOYMENT))).toEqual(HOSTS);
  });

  it('grants nothing for what is reached over another transport, and no login to a host without NATS', () => {
    const topology = { orders: { transport: 'nats' }, payments: { transport: 'carrier' } };
    const { contexts } = DEPLOYMENT;
    const all = permissionsForAll({ topology, contexts });
    expect(JSON.stringify(all['orders'])).not.toMatch(/(?:call|journal|announce|events)\.payments/);
    expect(JSON.stringify(all['monolith'])).not.toContain('payments');
    expect(all['monolith']!.publish.allow).toContain('multilith.call.orders.monolith');
    // Payments follows orders, which is reached over NATS, but no one reaches payments over it.
    expect(all['payments']!.publish.allow).toContain('multilith.journal.orders.payments');
    expect(all['payments']!.subscribe.allow.filter((subject) => subject.includes('call.payments'))).toEqual([]);
    const apart = contexts.map(({ name }) => ({ name, calls: [], follows: [] }));
    expect(Object.keys(permissionsForAll({ topology, contexts: apart }))).toEqual(['monolith', 'orders']);
  });
});

describe('serverConfig', () => {
  it('refuses logins that would share a password', () => {
    const { payments } = permissionsForAll(DEPLOYMENT);
    expect(() => serverConfig({ tools: payments!, TOOLS: payments! })).toThrow(
      expect.objectContaining({
        code: 'NATS_CONFIG',
        message: expect.stringContaining("'tools' and 'TOOLS'") as string,
      }),
    );
  });
});
