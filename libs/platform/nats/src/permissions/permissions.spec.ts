import { describe, expect, it, vi } from 'vitest';
import { guardedShop, HOSTS, SHOP } from '../../test/guarded-shop.js';
import { aRequest, echo, gate, outcomeOf } from '../../test/hosts.js';
import { connectNats } from '../connect-nats.js';
import { trafficOf } from './context-traffic.js';
import { permissionsFor, permissionsForAll } from './host-permissions.js';
import { serverConfig } from './server-config.js';

describe('the permissions of hosts', () => {
  const shop = guardedShop();

  it('let each host do its work: serve, call, reply, announce, listen, read journals', async () => {
    const [monolith, orders, payments] = [shop.host('monolith'), shop.host('orders'), shop.host('payments')];
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
      expect(await shop.host(host).askJournal('orders', aRequest())).toEqual({ answer: `for ${host}` });
  });

  it('let callers cancel', async () => {
    const [monolith, orders] = [shop.host('monolith'), shop.host('orders')];
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

  it('turn a call that is not allowed into an error at once, and serving another context too', async () => {
    const payments = shop.host('payments');
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

  it('do not let the password of a host make one of another name', async () => {
    await expect(
      connectNats({ url: shop.server.url, host: 'orders', user: 'payments', password: 'secret-of-payments' }),
    ).rejects.toMatchObject({ code: 'NATS_FORBIDDEN' });
  });
});

describe('permissionsFor', () => {
  it('gives a host what its contexts use, and no more', () => {
    expect(permissionsFor('payments', { ...SHOP, prefix: 'shop' })).toEqual({
      publish: {
        allow: [
          'shop.call.catalog.payments',
          'shop.journal.orders.payments',
          'shop.cancel.catalog.payments',
          'shop.cancel.orders.payments',
          'shop.reply.monolith.payments.>',
          'shop.reply.orders.payments.>',
          'shop.announce.payments',
          'shop.events.payments.*',
          'shop.inbox.TOOLS.>',
          '$JS.API.STREAM.INFO.shop_events_payments',
        ],
      },
      subscribe: {
        allow: [
          'shop.call.payments.* hosts',
          'shop.journal.payments.* hosts',
          'shop.cancel.payments.*',
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
    });
  });

  it('gives the monolith what its own contexts use, and the contexts whose APIs it has', () => {
    const contexts = SHOP.contexts.map(({ api: _api, ...context }) => context);
    const calls = (options: typeof SHOP): string[] =>
      permissionsFor('monolith', options).publish.allow.filter((subject) => /\.(call|journal)\./.test(subject));
    expect(calls(SHOP)).toEqual([
      'multilith.call.orders.monolith',
      'multilith.call.payments.monolith',
      'multilith.journal.orders.monolith',
      'multilith.journal.payments.monolith',
      'multilith.journal.reporting.monolith',
    ]);
    expect(calls({ ...SHOP, contexts })).toEqual(['multilith.journal.reporting.monolith']);
    const withApi = contexts.map((context) => (context.name === 'catalog' ? { ...context, api: ['orders'] } : context));
    expect(calls({ ...SHOP, contexts: withApi })).toEqual([
      'multilith.call.orders.monolith',
      'multilith.journal.reporting.monolith',
    ]);
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
            api: { calls: ['customers', 'catalog'] },
          },
          { name: 'mail', placement: 'here', messages: [], uses: [], subscriptions: [] },
        ],
      }),
    ).toEqual([
      { name: 'orders', calls: ['catalog'], follows: ['inventory', 'payments'], api: ['catalog', 'customers'] },
      { name: 'mail', calls: [], follows: [] },
    ]);
  });
});

describe('serverConfig', () => {
  it('refuses logins that would share a password', () => {
    const { payments } = permissionsForAll(SHOP);
    expect(() => serverConfig({ tools: payments!, TOOLS: payments! })).toThrow(
      expect.objectContaining({
        code: 'NATS_CONFIG',
        message: expect.stringContaining("'tools' and 'TOOLS'") as string,
      }),
    );
  });
});
