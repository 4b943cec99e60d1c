import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { startTestShop, type TestShop } from './running-shop.js';

interface ShippedOrder {
  readonly shippedAt: string | null;
  readonly shipment: { readonly state: string; readonly shippedAt: string | null } | null;
}

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ shippingDelay: '0' });
  await fillShop(shop.staff, ['CUP']);
});
afterAll(() => shop?.stop());

it('a confirmed order leaves the warehouse, and is not cancelled from then on', async () => {
  const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku: 'CUP', quantity: 3 }] });
  const query = `query ($orderId: ID!) { order(orderId: $orderId) { shippedAt shipment { state shippedAt } } }`;
  const order = await eventually(
    async () => (await shop.staff.data<{ order: ShippedOrder }>(query, { orderId })).order,
    ({ shippedAt }) => shippedAt !== null,
  );
  expect(order.shipment).toEqual({ state: 'SHIPPED', shippedAt: order.shippedAt });
  await eventually(
    () => orderIn(shop.staff, orderId, 'CONFIRMED'),
    ({ lines }) => lines[0]?.product.stock.onHand === 97 && lines[0].product.stock.reserved === 0,
  );
  const cancel = shop.staff.data('mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }', {
    orderId,
  });
  await expect(cancel).rejects.toThrow(`Order ${orderId} is shipped and cannot be cancelled.`);
});
