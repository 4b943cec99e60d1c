import { GetStock, ReceiveStock } from '@contracts/inventory';
import { OrderCancelled, OrderPlaced } from '@contracts/orders';
import { OrderShipped } from '@contracts/shipping';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { anOrder } from '../../../test/an-order.js';
import { InventoryModule } from '../../inventory.module.js';

describeTopologies('shipping the stock of an order', (topology) => {
  const shop = testContext({ topology, module: InventoryModule, principal: { subject: 'w', roles: ['warehouse'] } });
  const receive = (sku: string, quantity: number) => shop.execute(new ReceiveStock({ lines: [{ sku, quantity }] }));
  const stockOf = async (sku: string) => (await shop.execute(new GetStock({ skus: [sku] })))[0];
  const shipped = ({ orderId, lines }: ReturnType<typeof anOrder>) =>
    new OrderShipped({ orderId, lines, shippedAt: new Date() });
  const reserved = async (quantities: Record<string, number>) => {
    const order = anOrder(quantities);
    await shop.publish(new OrderPlaced(order));
    await shop.settled();
    return order;
  };

  it('takes out of the warehouse what was reserved, once', async () => {
    await receive('cup', 5);
    const order = await reserved({ cup: 2 });
    await shop.publish(shipped(order));
    await shop.publish(shipped(order));
    await shop.settled();
    expect(await stockOf('cup')).toEqual({ sku: 'cup', onHand: 3, reserved: 0, available: 3 });
  });

  it('puts back what a recalled order had left with', async () => {
    await receive('jug', 5);
    const order = await reserved({ jug: 2 });
    await shop.publish(shipped(order));
    await shop.settled();
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    expect(await stockOf('jug')).toEqual({ sku: 'jug', onHand: 5, reserved: 0, available: 5 });
  });

  it('takes nothing for an order whose cancellation arrived first', async () => {
    await receive('vase', 5);
    const order = await reserved({ vase: 2 });
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    await shop.publish(shipped(order));
    await shop.settled();
    expect(await stockOf('vase')).toEqual({ sku: 'vase', onHand: 5, reserved: 0, available: 5 });
  });

  it('ends at the same stock when shipping and cancelling race, whichever event arrives first', async () => {
    await receive('race', 60);
    const orders = Array.from({ length: 30 }, () => anOrder({ race: 2 }));
    for (const order of orders) await shop.publish(new OrderPlaced(order));
    await shop.settled();
    await Promise.all(
      orders.flatMap((order, index) => [
        shop.publish(shipped(order)),
        ...(index % 2 ? [shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }))] : []),
      ]),
    );
    await shop.settled();
    expect(await stockOf('race')).toEqual({ sku: 'race', onHand: 30, reserved: 0, available: 30 });
  });
});
