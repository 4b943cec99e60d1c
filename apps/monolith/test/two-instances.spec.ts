import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { startTestShop, type TestShop } from './running-shop.js';

/** For overloaded machines; the deadline of each request still applies. */
const PATIENCE_MS = 120_000;

let shop: TestShop;
beforeAll(async () => {
  // Both start at the same moment, on an empty database.
  shop = await startTestShop({ instances: 2 });
  await fillShop(shop.staff, ['MUG'], 1000);
}, PATIENCE_MS);
afterAll(() => shop?.stop());

describe('two instances on one database', { timeout: PATIENCE_MS }, () => {
  it('share the orders, and each shows what the other did', async () => {
    const orderIds = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        placeOrder(shop.instances[index % 2]!.client, { customerId: 'ada', lines: [{ sku: 'MUG', quantity: 1 }] }),
      ),
    );
    const orders = await Promise.all(
      orderIds.map((orderId, index) => orderIn(shop.instances[(index + 1) % 2]!.client, orderId, 'CONFIRMED')),
    );
    expect(orders.map(({ payment }) => payment?.captured)).toEqual(orderIds.map(() => 1000));
    const last = await orderIn(shop.staff, orderIds[0]!, 'CONFIRMED');
    expect(last.lines[0]?.product.stock).toEqual({ onHand: 1000, reserved: 30 });
  });

  it('go on as one when the other stops', async () => {
    const [stays, leaves] = shop.instances as [TestShop['instances'][number], TestShop['instances'][number]];
    const orderIds = await Promise.all(
      Array.from({ length: 10 }, () =>
        placeOrder(leaves.client, { customerId: 'ada', lines: [{ sku: 'MUG', quantity: 1 }] }),
      ),
    );
    await leaves.shop.stop();
    for (const orderId of orderIds) await orderIn(stays.client, orderId, 'CONFIRMED');
  });
});
