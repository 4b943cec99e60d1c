import { GetPayments } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { makeDue, newOrder, paymentsContext, sales } from '../../../test/payments-context.js';

describeTopologies('reading payments', (topology) => {
  const shop = paymentsContext(topology);

  it('shows a payment to sales and to the customer whose order it is', async () => {
    const order = newOrder();
    const { orderId } = order;
    await makeDue(shop, order);
    await shop.settled();
    const query = new GetPayments({ orderIds: [orderId, '00000000-0000-4000-8000-000000000000'] });
    const payment = { orderId, state: 'CAPTURED', captured: 2500, refunded: 0, reason: null };
    expect(await shop.as(sales).execute(query)).toEqual([payment]);
    expect(await shop.as({ subject: 'ann', roles: [] }).execute(query)).toEqual([payment]);
    expect(await shop.as({ subject: 'bob', roles: [] }).execute(query)).toEqual([]);
    await expect(shop.as(undefined).execute(query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
