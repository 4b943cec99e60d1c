import { OrderCancelled } from '@contracts/orders';
import { GetShipments, OrderShipped } from '@contracts/shipping';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import {
  anOrder,
  cancelled,
  makeDue,
  sales,
  ship,
  shipmentOf,
  shippingContext,
} from '../../../test/shipping-context.js';

describeTopologies('following an order', (topology) => {
  const shop = shippingContext(topology);

  it('lets a confirmed order wait for its time', async () => {
    const order = anOrder();
    await shop.publish(order);
    await shop.settled();
    await ship(shop);
    const shipment = (await shipmentOf(shop, order))!;
    expect(shipment).toMatchObject({ state: 'WAITING', shippedAt: null });
    expect(shipment.dueAt.getTime() - Date.now()).toBeGreaterThan(500_000);
  });

  it('never ships what was cancelled before it left', async () => {
    const order = anOrder();
    await shop.publish(order);
    await shop.publish(cancelled(order));
    await shop.settled();
    await makeDue(shop);
    await ship(shop);
    expect(await shipmentOf(shop, order)).toMatchObject({ state: 'STOPPED', shippedAt: null });
    expect(await shop.published(OrderShipped)).not.toContainEqual(expect.objectContaining({ orderId: order.orderId }));
  });

  it('recalls what is cancelled in the moment it left', async () => {
    const order = anOrder();
    await shop.publish(order);
    await shop.settled();
    await makeDue(shop);
    await ship(shop);
    await shop.publish(cancelled(order));
    await shop.settled();
    const recalled = (await shipmentOf(shop, order))!;
    expect(recalled.state).toBe('RECALLED');
    expect(recalled.shippedAt).toBeInstanceOf(Date);
  });

  it('never ships what it hears of after its cancellation', async () => {
    const order = anOrder();
    await shop.publish(cancelled(order));
    await shop.settled();
    await shop.publish(order);
    await shop.settled();
    expect(await shipmentOf(shop, order)).toMatchObject({ state: 'STOPPED' });
  });

  it('has no shipment for an order that was never confirmed', async () => {
    const order = anOrder();
    await shop.publish(new OrderCancelled({ ...cancelled(order), wasConfirmed: false }));
    await shop.settled();
    expect(await shipmentOf(shop, order)).toBeUndefined();
  });

  it('shows a shipment to sales and to the customer whose order it is', async () => {
    const order = anOrder();
    await shop.publish(order);
    await shop.settled();
    const query = new GetShipments({ orderIds: [order.orderId] });
    expect(await shop.as(sales).execute(query)).toHaveLength(1);
    expect(await shop.as({ subject: 'ann', roles: [] }).execute(query)).toHaveLength(1);
    expect(await shop.as({ subject: 'bob', roles: [] }).execute(query)).toEqual([]);
    await expect(shop.as(undefined).execute(query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
