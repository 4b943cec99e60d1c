import { CancelOrder, CountOrders } from '@contracts/orders';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, ordersContext, place, sales } from '../../../test/orders-context.js';

const operations = { subject: 'pager', roles: ['operations'] };

describeTopologies('counting orders', (topology) => {
  const shop = ordersContext(topology);

  it('names every state, also those that no order is in', async () => {
    await place(shop);
    const orderId = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId }));
    expect(await shop.as(operations).execute(new CountOrders({}))).toEqual([
      { state: 'PENDING', count: 1 },
      { state: 'CONFIRMED', count: 0 },
      { state: 'REJECTED', count: 0 },
      { state: 'CANCELLED', count: 1 },
    ]);
  });

  it('is for those who run the shop', async () => {
    await expect(shop.as(sales).execute(new CountOrders({}))).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
