import { GetStock, ReceiveStock, StockReserved, StockShort } from '@contracts/inventory';
import { OrderCancelled, OrderPlaced } from '@contracts/orders';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { anOrder } from '../../../test/an-order.js';
import { InventoryModule } from '../../inventory.module.js';

describeTopologies('reserving the stock of an order', (topology) => {
  const shop = testContext({ topology, module: InventoryModule, principal: { subject: 'w', roles: ['warehouse'] } });
  const receive = (...lines: { sku: string; quantity: number }[]) => shop.execute(new ReceiveStock({ lines }));
  const stockOf = async (sku: string) => (await shop.execute(new GetStock({ skus: [sku] })))[0];
  const outcomesOf = async (orderId: string) => ({
    reserved: (await shop.published(StockReserved)).filter((event) => event.orderId === orderId).length,
    short: (await shop.published(StockShort)).filter((event) => event.orderId === orderId),
  });

  it('promises every line to the order and says so', async () => {
    await receive({ sku: 'cup', quantity: 5 }, { sku: 'plate', quantity: 5 });
    const order = anOrder({ cup: 2, plate: 5 });
    await shop.publish(new OrderPlaced(order));
    await shop.settled();

    expect(await outcomesOf(order.orderId)).toEqual({ reserved: 1, short: [] });
    expect(await stockOf('cup')).toEqual({ sku: 'cup', onHand: 5, reserved: 2, available: 3 });
    expect(await stockOf('plate')).toMatchObject({ available: 0 });
  });

  it('refuses the whole order when one line exceeds the stock, and reserves nothing of it', async () => {
    await receive({ sku: 'jug', quantity: 5 }, { sku: 'vase', quantity: 1 });
    const order = anOrder({ vase: 2, jug: 1, ghost: 1 });
    await shop.publish(new OrderPlaced(order));
    await shop.settled();

    expect(await outcomesOf(order.orderId)).toEqual({
      reserved: 0,
      short: [
        {
          orderId: order.orderId,
          short: [
            { sku: 'ghost', requested: 1, available: 0 },
            { sku: 'vase', requested: 2, available: 1 },
          ],
        },
      ],
    });
    expect(await stockOf('jug')).toMatchObject({ reserved: 0 });
  });

  it('gives the last unit to exactly one of two orders that fight for it', async () => {
    await receive({ sku: 'last', quantity: 1 }, { sku: 'plenty', quantity: 1000 });
    const orders = Array.from({ length: 20 }, () => anOrder({ last: 1, plenty: 1 }));
    await Promise.all(orders.map((order) => shop.publish(new OrderPlaced(order))));
    await shop.settled();

    const outcomes = await Promise.all(orders.map(({ orderId }) => outcomesOf(orderId)));
    expect(outcomes.filter(({ reserved }) => reserved === 1)).toHaveLength(1);
    expect(outcomes.filter(({ short }) => short.length === 1)).toHaveLength(19);
    expect(await stockOf('last')).toMatchObject({ reserved: 1, available: 0 });
    expect(await stockOf('plenty')).toMatchObject({ reserved: 1 });
  });

  it('reserves once, however often the event arrives', async () => {
    await receive({ sku: 'bowl', quantity: 5 });
    const order = anOrder({ bowl: 2 });
    await shop.publish(new OrderPlaced(order));
    await shop.publish(new OrderPlaced(order));
    await shop.settled();

    expect(await outcomesOf(order.orderId)).toMatchObject({ reserved: 1 });
    expect(await stockOf('bowl')).toMatchObject({ reserved: 2 });
  });

  it('keeps a refusal, even when the goods arrive later', async () => {
    const order = anOrder({ late: 1 });
    await shop.publish(new OrderPlaced(order));
    await shop.settled();
    await receive({ sku: 'late', quantity: 1 });
    await shop.publish(new OrderPlaced(order));
    await shop.settled();

    expect((await outcomesOf(order.orderId)).short).toHaveLength(1);
    expect(await stockOf('late')).toMatchObject({ reserved: 0 });
  });

  it('leaves the stock alone when the order failed before it came to be reserved', async () => {
    await receive({ sku: 'fork', quantity: 5 });
    const order = anOrder({ fork: 2 });
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: false }));
    await shop.settled();
    await shop.publish(new OrderPlaced(order));
    await shop.settled();

    expect(await outcomesOf(order.orderId)).toEqual({ reserved: 0, short: [] });
    expect(await stockOf('fork')).toMatchObject({ reserved: 0 });
  });
});
