import { randomUUID } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { allOf, answersOf, endOf, liveClient, socketUrl, type LiveAnswer } from '@multilith/edge/testing';
import { startTestShop, type TestShop } from './running-shop.js';

const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id) { orderId state reason payment { state } } }';
const CANCEL = 'mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { orderId } }';
const MUG = { customerId: 'ada', lines: [{ sku: 'MUG', quantity: 1 }] };

let shop: TestShop;
let staff: string;
const clients: Client[] = [];
beforeAll(async () => {
  shop = await startTestShop({ instances: 2 });
  staff = await shop.token('staff', 'sales', 'warehouse', 'catalog');
  await fillShop(shop.staff, ['MUG'], 1000);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await eventually(
    async () => shop.instances.map((each) => each.shop.runtime.liveFollowers),
    (followers) => followers.every((count) => count === 0),
  );
});
afterAll(() => shop?.stop());

/** Follows an order at one of the instances. */
function follow(id: string, instance = 0, token = staff): AsyncIterableIterator<LiveAnswer> {
  const client = liveClient(shop.instances[instance]!.url, token);
  clients.push(client);
  return answersOf(client, FOLLOW, { id });
}

const stateOf = ({ data, errors }: LiveAnswer): unknown => {
  expect(errors).toBeUndefined();
  return (data!['orderChanged'] as { state: string }).state;
};
const nextState = async (answers: AsyncIterator<LiveAnswer>): Promise<unknown> => {
  const { value, done } = await answers.next();
  return done ? 'the end' : stateOf(value as LiveAnswer);
};

/** Keeps payments from being captured until it is called. */
async function holdPayments(): Promise<() => Promise<void>> {
  const client = await shop.instances[0]!.shop.runtime.databases.get('payments')!.pool.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE payments IN EXCLUSIVE MODE');
  return async () => {
    await client.query('COMMIT');
    client.release();
  };
}

describe('who follows an order', () => {
  it('sees it pending, then confirmed, then cancelled, and then the end, at whichever instance', async () => {
    const release = await holdPayments();
    const orderId = await placeOrder(shop.instances[0]!.client, MUG);
    const streams = [follow(orderId, 0), follow(orderId.toUpperCase(), 1), follow(orderId, 1)];
    for (const stream of streams) expect(await nextState(stream)).toBe('PENDING');
    const confirmed = streams.map(nextState);
    await release();
    expect(await Promise.all(confirmed)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
    await shop.instances[1]!.client.data(CANCEL, { id: orderId });
    for (const stream of streams) expect(await nextState(stream)).toBe('CANCELLED');
    for (const stream of streams) expect(await nextState(stream)).toBe('the end');
  });

  it('sees why it was rejected, and what others say of it', async () => {
    const release = await holdPayments();
    const orderId = await placeOrder(shop.staff, { ...MUG, paymentMethod: 'card:decline' });
    const answers = follow(orderId, 1);
    expect(await nextState(answers)).toBe('PENDING');
    await release();
    expect((await answers.next()).value).toEqual({
      data: {
        orderChanged: {
          orderId,
          state: 'REJECTED',
          reason: 'payment declined: card declined',
          payment: { state: 'DECLINED' },
        },
      },
    });
    expect(await nextState(answers)).toBe('the end');
  });

  it('is sent once if it is at rest already', async () => {
    const orderId = await placeOrder(shop.staff, MUG);
    await shop.staff.data(CANCEL, { id: orderId });
    expect((await allOf(follow(orderId))).map(stateOf)).toEqual(['CANCELLED']);
  });

  it('sees it shipped, which is the end', async () => {
    const orderId = await placeOrder(shop.staff, MUG);
    const client = liveClient(shop.instances[1]!.url, staff);
    clients.push(client);
    const answers = answersOf(client, 'subscription ($id: ID!) { orderChanged(orderId: $id) { state shippedAt } }', {
      id: orderId,
    });
    const first = (await answers.next()).value as LiveAnswer;
    expect(first.data?.['orderChanged']).toMatchObject({ shippedAt: null });
    await orderIn(shop.staff, orderId, 'CONFIRMED');
    await eventually(
      () =>
        shop.database.query('UPDATE shipping.shipment SET due_at = now() WHERE order_id = $1 RETURNING 1', [orderId]),
      (rows) => rows.length === 1,
    );
    const last = (await allOf(answers)).at(-1)?.data?.['orderChanged'];
    expect(last).toEqual({ state: 'CONFIRMED', shippedAt: expect.any(String) });
  });

  it('sees one’s own orders; those of other customers do not exist', async () => {
    const orderId = await placeOrder(shop.staff, MUG);
    await orderIn(shop.staff, orderId, 'CONFIRMED');
    expect(await nextState(follow(orderId, 0, await shop.token('ada')))).toBe('CONFIRMED');
    expect(await endOf(follow(orderId, 0, await shop.token('mallory')))).toEqual(['orders.UnknownOrder']);
    expect(await endOf(follow(randomUUID()))).toEqual(['orders.UnknownOrder']);
    expect(await endOf(follow("' OR true --"))).toEqual(['INVALID_MESSAGE']);
  });

  it('leaves nothing behind when the line breaks, or when only the subscription ends', async () => {
    const release = await holdPayments();
    const orderId = await placeOrder(shop.staff, MUG);
    const leaving = follow(orderId);
    expect(await nextState(leaving)).toBe('PENDING');
    await leaving.return!();
    const { url, shop: host } = shop.instances[0]!;
    const sockets = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = new WebSocket(socketUrl(url), 'graphql-transport-ws');
        const told = new Promise<void>((resolve) =>
          socket.on('message', (data) => String(data).includes('PENDING') && resolve()),
        );
        await new Promise((resolve) => socket.once('open', resolve));
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${staff}` } }));
        await new Promise((resolve) => socket.once('message', resolve));
        socket.send(
          JSON.stringify({ id: '1', type: 'subscribe', payload: { query: FOLLOW, variables: { id: orderId } } }),
        );
        await told;
        return socket;
      }),
    );
    expect(host.runtime.liveFollowers).toBe(10);
    for (const socket of sockets) socket.terminate();
    await eventually(
      async () => host.runtime.liveFollowers,
      (followers) => followers === 0,
    );
    await release();
  });

  it('gets notice that the instance stops, which does not wait for clients', async () => {
    const gone = await startTestShop({ database: shop.database });
    const { url, shop: host } = gone.instances[0]!;
    const token = await gone.token('staff', 'sales');
    const orderId = await placeOrder(shop.staff, MUG);
    const open = Array.from({ length: 20 }, () => {
      const client = liveClient(url, token);
      clients.push(client);
      return answersOf(client, FOLLOW, { id: orderId });
    });
    for (const stream of open) await nextState(stream);
    const ends = open.map(endOf);
    const start = performance.now();
    await host.stop();
    const took = performance.now() - start;
    await gone.stop();
    for (const end of await Promise.all(ends)) expect(end).toMatchObject({ code: 1001 });
    expect(took).toBeLessThan(1500);
  });
});
