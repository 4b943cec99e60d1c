import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { allOf, answersOf, liveClient, type LiveAnswer } from '@multilith/edge/testing';
import { startTestShop, type TestShop } from './running-shop.js';

const FOLLOW = `subscription ($id: ID!) {
  orderChanged(orderId: $id) { state shippedAt shipment { state } }
}`;
const LOOK = 'query ($id: ID!) { order(orderId: $id) { state shippedAt shipment { state } } }';
const CANCEL = 'mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { order { state shippedAt } } }';
const MUG = { customerId: 'ada', lines: [{ sku: 'MUG', quantity: 1 }] };

interface Seen {
  readonly state: string;
  readonly shippedAt: string | null;
  readonly shipment: { readonly state: string } | null;
}

const PATIENCE = { timeout: 60_000 };

describe.each(['local', 'nats', 'grpc'] as const)(
  'an order whose shipment orders has not recorded yet (%s)',
  PATIENCE,
  (topology) => {
    let shop: TestShop;
    const clients: Client[] = [];
    beforeAll(async () => {
      shop = await startTestShop({ topology });
      await fillShop(shop.staff, ['MUG'], 1000);
    });
    afterEach(async () => {
      await recordAgain();
      for (const client of clients.splice(0)) await client.dispose();
    });
    afterAll(() => shop?.stop());

    /** Takes the subscription of orders to shipments away from its host. */
    async function recordNothing(): Promise<void> {
      await shop.database.query(
        `INSERT INTO orders.host_heartbeat (host, subscriptions, expires_at) VALUES ('elsewhere', '{}', now() + interval '1 hour')`,
      );
      await shop.database.query(
        `UPDATE orders.subscription_cursor SET owner = 'elsewhere', token = token + 1 WHERE subscription = 'record-shipments'`,
      );
    }
    const recordAgain = (): Promise<unknown> =>
      shop.database.query(`DELETE FROM orders.host_heartbeat WHERE host = 'elsewhere'`);

    function follow(id: string): AsyncIterableIterator<LiveAnswer> {
      const client = liveClient(shop.instances[0]!.url, shop.staff.token);
      clients.push(client);
      return answersOf(client, FOLLOW, { id });
    }
    const seenBy = async (answers: AsyncIterator<LiveAnswer>): Promise<Seen> =>
      ((await answers.next()).value as LiveAnswer).data!['orderChanged'] as Seen;

    async function shippedOrder(): Promise<{ orderId: string; watching: AsyncIterableIterator<LiveAnswer> }> {
      const orderId = await placeOrder(shop.staff, MUG);
      await orderIn(shop.staff, orderId, 'CONFIRMED');
      const watching = follow(orderId);
      expect(await seenBy(watching)).toMatchObject({ state: 'CONFIRMED', shippedAt: null });
      await recordNothing();
      await eventually(
        () =>
          shop.database.query('UPDATE shipping.shipment SET due_at = now() WHERE order_id = $1 RETURNING 1', [orderId]),
        (rows) => rows.length === 1,
      );
      await eventually(
        async () => (await shop.staff.data<{ order: Seen }>(LOOK, { id: orderId })).order,
        ({ shipment }) => shipment?.state === 'SHIPPED',
      );
      return { orderId, watching };
    }

    it('is not said to be shipped, and can be cancelled; shipping says what it did', async () => {
      const { orderId, watching } = await shippedOrder();
      const unrecorded = { state: 'CONFIRMED', shippedAt: null, shipment: { state: 'SHIPPED' } };
      expect((await shop.staff.data<{ order: Seen }>(LOOK, { id: orderId })).order).toEqual(unrecorded);
      expect(await seenBy(follow(orderId))).toEqual(unrecorded);
      await shop.staff.data(CANCEL, { id: orderId });
      const rest = (await allOf(watching)).map(({ data }) => data!['orderChanged'] as Seen);
      expect(rest.map(({ state, shippedAt }) => ({ state, shippedAt }))).toEqual([
        { state: 'CANCELLED', shippedAt: null },
      ]);
    });

    it('is said to be shipped once orders has recorded it, and is not cancelled any more', async () => {
      const { orderId, watching } = await shippedOrder();
      await recordAgain();
      const rest = (await allOf(watching)).map(({ data }) => data!['orderChanged'] as Seen);
      expect(rest).toEqual([{ state: 'CONFIRMED', shippedAt: expect.any(String), shipment: { state: 'SHIPPED' } }]);
      const { errors } = await shop.staff.send(CANCEL, { id: orderId });
      expect(errors[0]?.extensions.code).toBe('orders.OrderNotCancellable');
    });
  },
);
