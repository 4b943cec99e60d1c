import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completed, fileFor, placed } from './importing.js';
import { oneOf } from './placement.js';
import { SplitShop } from './split-shop.js';

const PATIENCE = 240_000;
const INVOICES = 100;

describe('the shop with orders and payments in hosts of their own', { timeout: PATIENCE }, () => {
  let shop: SplitShop;
  /** Knows NATS and nothing of us. */
  let stranger: NatsConnection;
  /** The principal that came with an event of an order that staff has placed. */
  let overheard: string;
  beforeAll(async () => {
    shop = await SplitShop.start(oneOf('orders', 'payments'));
    stranger = await connect({ servers: shop.nats.url, inboxPrefix: 'multilith.inbox.TOOLS' });
  }, PATIENCE);
  afterAll(async () => {
    await stranger?.close();
    await shop?.stop();
  });

  it('keeps its books when the host of orders is killed in the middle of an import', async () => {
    const file = fileFor(shop, INVOICES);
    const importing = shop.import(file);
    await placed(shop, 25);
    await shop.host('orders').kill();
    expect(importing.isRunning).toBe(true);
    await shop.host('orders').start();
    await completed(shop, file, importing);
    expect(await shop.brokenBooks(), shop.output).toEqual([]);
  });

  it('lets any client of JetStream read what was ordered', async () => {
    const expected = await shop.database.query<{ event_id: string; order_id: string }>(
      `SELECT event_id, payload->>'orderId' AS order_id FROM orders.journal WHERE name = 'orders.OrderPlaced'`,
    );
    expect(expected).toHaveLength(INVOICES);
    const manager = await jetstreamManager(stranger);
    await manager.consumers.add('multilith_events_orders', { durable_name: 'warehouse-screen' });
    const consumer = await jetstream(stranger).consumers.get('multilith_events_orders', 'warehouse-screen');
    const found = new Map<string, string>();
    for (let left = (await consumer.info()).num_pending; left > 0; left--) {
      const message = (await consumer.next())!;
      const { id, name, payload, principal } = message.json<{
        id: string;
        name: string;
        payload: { orderId: string };
        principal: string;
      }>();
      expect(message.headers?.get('Nats-Msg-Id')).toBe(id);
      if (name === 'orders.OrderPlaced') {
        found.set(id, payload.orderId);
        overheard = principal;
      }
      message.ack();
    }
    expect(found).toEqual(new Map(expected.map(({ event_id, order_id }) => [event_id, order_id])));
  });

  it('shows its hosts to any client of the NATS service API', async () => {
    const ask = async <T>(subject: string, count: number): Promise<T[]> => {
      const answers: T[] = [];
      for await (const answer of await stranger.requestMany(subject, '', {
        strategy: 'count',
        maxMessages: count,
        maxWait: 30_000,
      }))
        answers.push(answer.json<T>());
      return answers;
    };
    const hosts = await ask<{ name: string; type: string }>('$SRV.PING', 3);
    expect(hosts.map(({ name }) => name).sort()).toEqual(['monolith', 'orders', 'payments']);
    const [orders] = await ask<{ endpoints: { name: string; subject: string }[] }>('$SRV.INFO.orders', 1);
    expect(orders!.endpoints).toMatchObject([
      { name: 'orders', subject: 'multilith.call.orders.*' },
      { name: 'orders-journal', subject: 'multilith.journal.orders.*' },
    ]);
  });

  it('refuses clients on the network that claim to be a principal', async () => {
    const call = (message: string, content: object, principal: string | null): string =>
      JSON.stringify([
        1,
        [1, 10_000, message, 1, content, 'edge', 'monolith', null, principal, 'a'.repeat(32), 'b'.repeat(16)],
      ]);
    const forged = [
      Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'mine' })).toString('base64url'),
      Buffer.from(JSON.stringify({ sub: 'eve', roles: ['sales', 'operations'] })).toString('base64url'),
      Buffer.from(randomUUID()).toString('base64url'),
    ].join('.');
    for (const principal of [forged, overheard, overheard.split('~')[0]!, null]) {
      const body = call('orders.GetOrders', { orderIds: [] }, principal);
      const reply = `multilith.reply.monolith.orders.${randomUUID()}.1-1`;
      const answers = stranger.subscribe(reply, { max: 1, timeout: 10_000 });
      stranger.publish('multilith.call.orders.monolith', body, { reply });
      for await (const answer of answers)
        expect(answer.json()).toEqual([
          1,
          [1, 2, 'UNAUTHENTICATED', false, principal === null ? null : expect.any(String)],
        ]);
    }
  });
});
