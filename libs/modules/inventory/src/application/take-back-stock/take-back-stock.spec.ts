import { randomUUID } from 'node:crypto';
import { GetStock, ReceiveStock } from '@contracts/inventory';
import { OrderPlaced, OrderReturned } from '@contracts/orders';
import { OrderShipped } from '@contracts/shipping';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { anOrder } from '../../../test/an-order.js';
import { InventoryModule } from '../../inventory.module.js';

describeTopologies('taking back the stock of an order', (topology) => {
  const shop = testContext({ topology, module: InventoryModule, principal: { subject: 'w', roles: ['warehouse'] } });
  const receive = (sku: string, quantity: number) => shop.execute(new ReceiveStock({ lines: [{ sku, quantity }] }));
  const stockOf = async (sku: string) => (await shop.execute(new GetStock({ skus: [sku] })))[0];
  const shipped = ({ orderId, lines }: ReturnType<typeof anOrder>) =>
    new OrderShipped({ orderId, lines, shippedAt: new Date() });
  const returned = ({ orderId, customerId, lines, placedAt }: ReturnType<typeof anOrder>, quantity: number) =>
    new OrderReturned({
      returnId: randomUUID(),
      orderId,
      customerId,
      country: 'France',
      lines: [{ ...lines[0]!, quantity }],
      amount: quantity * lines[0]!.unitPrice,
      placedAt,
      returnedAt: new Date(),
    });
  const reserved = async (quantities: Record<string, number>) => {
    const order = anOrder(quantities);
    await shop.publish(new OrderPlaced(order));
    await shop.settled();
    return order;
  };

  it('puts each return on the shelf once, however often the event arrives', async () => {
    await receive('cup', 5);
    const order = await reserved({ cup: 4 });
    await shop.publish(shipped(order));
    await shop.settled();
    const first = returned(order, 1);
    for (const event of [first, returned(order, 2), first]) await shop.publish(event);
    await shop.settled();
    expect(await stockOf('cup')).toEqual({ sku: 'cup', onHand: 4, reserved: 0, available: 4 });
  });

  it('learns from a return that the order left, if it has not heard so yet', async () => {
    await receive('jug', 5);
    const order = await reserved({ jug: 4 });
    await shop.publish(returned(order, 1));
    await shop.settled();
    expect(await stockOf('jug')).toEqual({ sku: 'jug', onHand: 2, reserved: 0, available: 2 });
    await shop.publish(shipped(order));
    await shop.settled();
    expect(await stockOf('jug')).toEqual({ sku: 'jug', onHand: 2, reserved: 0, available: 2 });
  });

  it('ends at the same stock when departures and returns race, whichever event arrives first', async () => {
    await receive('race', 90);
    const orders = Array.from({ length: 30 }, () => anOrder({ race: 3 }));
    for (const order of orders) await shop.publish(new OrderPlaced(order));
    await shop.settled();
    await Promise.all(
      orders.flatMap((order, index) => [
        shop.publish(shipped(order)),
        ...(index % 2 ? [shop.publish(returned(order, 1)), shop.publish(returned(order, 2))] : []),
      ]),
    );
    await shop.settled();
    expect(await stockOf('race')).toEqual({ sku: 'race', onHand: 45, reserved: 0, available: 45 });
  });
});
