import { OrderShipped } from '@contracts/shipping';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { anOrder, cancelled, makeDue, ship, shipmentOf, shippingContext } from '../../../test/shipping-context.js';
import { DispatchRounds } from '../../dispatch/dispatch-rounds.js';
import { ShippingDelay } from '../../dispatch/shipping-delay.js';

describeTopologies('shipping due orders', (topology) => {
  const shop = shippingContext(topology);
  let delay: ShippingDelay;
  beforeAll(() => {
    delay = shop.get(ShippingDelay);
  });

  it('tells once what left and when', async () => {
    const order = anOrder();
    await shop.publish(order);
    await shop.settled();
    await makeDue(shop);
    await ship(shop);
    await ship(shop);
    const { shippedAt } = (await shipmentOf(shop, order))!;
    const departures = (await shop.published(OrderShipped)).filter(({ orderId }) => orderId === order.orderId);
    expect(departures).toEqual([
      new OrderShipped({ orderId: order.orderId, lines: [{ sku: 'LAMP', quantity: 2 }], shippedAt: shippedAt! }),
    ]);
  });

  it('happens by itself, round after round', async () => {
    const order = anOrder();
    const { milliseconds } = delay;
    delay.milliseconds = 0;
    await shop.publish(order);
    await shop.settled();
    delay.milliseconds = milliseconds;
    await expect.poll(async () => (await shipmentOf(shop, order))?.state).toBe('SHIPPED');
  });

  it('ships each order once when several instances do so at once, or stops it permanently', async () => {
    const orders = Array.from({ length: 40 }, anOrder);
    for (const order of orders) await shop.publish(order);
    await shop.settled();
    await makeDue(shop);
    await Promise.all([
      ...Array.from({ length: 8 }, async () => shop.get(DispatchRounds).begin(7)),
      ...orders.filter((_, index) => index % 3 === 0).map((order) => shop.publish(cancelled(order))),
    ]);
    await shop.settled();
    await ship(shop);
    const departures = (await shop.published(OrderShipped)).map(({ orderId }) => orderId);
    for (const [index, order] of orders.entries()) {
      const { state } = (await shipmentOf(shop, order))!;
      expect(index % 3 === 0 ? ['STOPPED', 'RECALLED'] : ['SHIPPED']).toContain(state);
      expect(departures.filter((id) => id === order.orderId)).toHaveLength(state === 'STOPPED' ? 0 : 1);
    }
  });
});
