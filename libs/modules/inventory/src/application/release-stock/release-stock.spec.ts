import { GetStock, ReceiveStock } from '@contracts/inventory';
import { OrderCancelled, OrderPlaced, OrderRejected } from '@contracts/orders';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { anOrder } from '../../../test/an-order.js';
import { InventoryModule } from '../../inventory.module.js';

describeTopologies('releasing the stock of a failed order', (topology) => {
  const shop = testContext({ topology, module: InventoryModule, principal: { subject: 'w', roles: ['warehouse'] } });
  const receive = (sku: string, quantity: number) => shop.execute(new ReceiveStock({ lines: [{ sku, quantity }] }));
  const stockOf = async (sku: string) => (await shop.execute(new GetStock({ skus: [sku] })))[0];
  const reserved = async (quantities: Record<string, number>) => {
    const order = anOrder(quantities);
    await shop.publish(new OrderPlaced(order));
    await shop.settled();
    return order;
  };

  it('gives back what a cancelled order held', async () => {
    await receive('cup', 5);
    const order = await reserved({ cup: 2 });
    expect(await stockOf('cup')).toMatchObject({ reserved: 2 });
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    expect(await stockOf('cup')).toEqual({ sku: 'cup', onHand: 5, reserved: 0, available: 5 });
  });

  it('gives back what a rejected order held, but not what others hold', async () => {
    await receive('plate', 5);
    const { orderId, customerId } = await reserved({ plate: 2 });
    await reserved({ plate: 3 });
    await shop.publish(new OrderRejected({ orderId, customerId, reason: 'payment declined' }));
    await shop.settled();
    expect(await stockOf('plate')).toMatchObject({ reserved: 3 });
  });

  it('gives back once, however often the event arrives', async () => {
    await receive('jug', 5);
    const order = await reserved({ jug: 2 });
    await reserved({ jug: 2 });
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    expect(await stockOf('jug')).toMatchObject({ reserved: 2 });
  });

  it('has nothing to give back for an order that was short', async () => {
    await receive('vase', 1);
    const { orderId, customerId } = await reserved({ vase: 2 });
    await shop.publish(new OrderRejected({ orderId, customerId, reason: 'out of stock: vase' }));
    await shop.settled();
    expect(await stockOf('vase')).toMatchObject({ onHand: 1, reserved: 0 });
  });

  it('leaves nothing reserved when many orders are placed and cancelled at once', async () => {
    await receive('race', 30);
    const orders = Array.from({ length: 30 }, () => anOrder({ race: 1 }));
    await Promise.all(
      orders.flatMap((order) => [
        shop.publish(new OrderPlaced(order)),
        shop.publish(new OrderCancelled({ ...order, wasConfirmed: false })),
      ]),
    );
    await shop.settled();
    expect(await stockOf('race')).toEqual({ sku: 'race', onHand: 30, reserved: 0, available: 30 });
  });
});
