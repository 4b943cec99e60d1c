import { OrderCancelled, OrderConfirmed } from '@contracts/orders';
import { GetSalesReport } from '@contracts/reporting';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { anOrder, cancelled, reportingContext, returned } from '../../../test/reporting-context.js';

describeTopologies('projecting sales', (topology) => {
  const shop = reportingContext(topology);
  const soldOn = async (day: string) =>
    (await shop.execute(new GetSalesReport({ by: 'PRODUCT', from: day, to: day }))).total;

  it('adds up confirmed orders', async () => {
    await shop.publish(anOrder({ cup: 2, plate: 1 }, { day: '2011-03-01' }));
    await shop.publish(anOrder({ cup: 3 }, { day: '2011-03-01' }));
    await shop.settled();
    expect(await soldOn('2011-03-01')).toEqual({ orders: 2, units: 6, revenue: 600 });
  });

  it('takes a sale back, on its own day, when the order is cancelled', async () => {
    const order = anOrder({ cup: 2 }, { day: '2011-03-02' });
    await shop.publish(order);
    await shop.publish(anOrder({ cup: 1 }, { day: '2011-03-02' }));
    await shop.publish(cancelled(order));
    await shop.settled();
    expect(await soldOn('2011-03-02')).toEqual({ orders: 1, units: 1, revenue: 100 });
  });

  it('takes what is returned out of the day of the order, which goes on counting', async () => {
    const order = anOrder({ cup: 2, jug: 1 }, { day: '2011-03-07' });
    for (const event of [order, returned(order, { cup: 1 }), returned(order, { cup: 1 })]) await shop.publish(event);
    await shop.settled();
    expect(await soldOn('2011-03-07')).toEqual({ orders: 1, units: 1, revenue: 100 });
    const { rows } = await shop.execute(new GetSalesReport({ by: 'PRODUCT', from: '2011-03-07', to: '2011-03-07' }));
    expect(rows).toEqual([
      { key: 'jug', orders: 1, units: 1, revenue: 100 },
      { key: 'cup', orders: 1, units: 0, revenue: 0 },
    ]);
    expect(await soldOn('2011-03-16')).toMatchObject({ orders: 0, units: 0, revenue: 0 });
  });

  it('has nothing to take back for an order that was never confirmed', async () => {
    const order = anOrder({ cup: 2 }, { day: '2011-03-03' });
    await shop.publish(anOrder({ cup: 1 }, { day: '2011-03-03' }));
    await shop.publish(new OrderCancelled({ ...cancelled(order), wasConfirmed: false }));
    await shop.settled();
    expect(await soldOn('2011-03-03')).toEqual({ orders: 1, units: 1, revenue: 100 });
  });

  it('counts a day by the clock of UTC, and a free order without revenue', async () => {
    const order = anOrder({ cup: 1 });
    await shop.publish(new OrderConfirmed({ ...order, total: 0, placedAt: new Date('2011-03-04T23:59:59.999Z') }));
    await shop.settled();
    expect(await soldOn('2011-03-04')).toMatchObject({ orders: 1, revenue: 0 });
    expect(await soldOn('2011-03-05')).toMatchObject({ orders: 0 });
  });

  it('is right when many orders of one day are confirmed and cancelled at once', async () => {
    const orders = Array.from({ length: 40 }, (_, index) =>
      anOrder(index % 2 ? { a: 1, b: 2 } : { b: 2, a: 1 }, { day: '2011-03-06' }),
    );
    await Promise.all(
      orders.map(async (order, index) => {
        await shop.publish(order);
        if (index % 4 === 0) await shop.publish(cancelled(order));
      }),
    );
    await shop.settled();
    expect(await soldOn('2011-03-06')).toEqual({ orders: 30, units: 90, revenue: 9000 });
  });
});
