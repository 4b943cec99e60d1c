import { PaymentRefunded } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { makeDue, newOrder, of, paymentOf, paymentsContext, returned } from '../../../test/payments-context.js';
import { ProviderAccount } from '../../../test/provider-account.js';

describeTopologies('following a return', (topology) => {
  const shop = paymentsContext(topology);
  let provider: ProviderAccount;
  beforeAll(() => {
    provider = new ProviderAccount(shop);
  });
  const captured = async (total = 2500) => {
    const order = newOrder({ total });
    await makeDue(shop, order);
    await shop.settled();
    return order;
  };
  const refundsOf = (orderId: string) => {
    const refunds = provider.refunds.filter(({ key }) => key.includes(orderId));
    return [...new Map(refunds.map((refund) => [refund.key, refund.amount])).values()].sort((a, b) => a - b);
  };

  it('refunds each return separately and once, however often the event arrives', async () => {
    const order = await captured();
    const { orderId } = order;
    const first = returned(order, 1000);
    const second = returned(order, 200);
    for (const event of [first, second, first]) await shop.publish(event);
    await shop.settled();
    expect(refundsOf(orderId)).toEqual([200, 1000]);
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED', captured: 2500, refunded: 1200 });
    const refunded = of(orderId, await shop.published(PaymentRefunded));
    expect(refunded).toHaveLength(2);
    expect(refunded).toContainEqual(new PaymentRefunded({ orderId, returnId: first.returnId, amount: 1000 }));

    await shop.publish(returned(order, 1300));
    await shop.settled();
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'REFUNDED', captured: 2500, refunded: 2500 });
  });

  it('waits for a provider that is down, and asks with the same key then', async () => {
    const order = await captured();
    const { orderId } = order;
    provider.down = true;
    await shop.publish(returned(order, 700));
    await expect.poll(() => refundsOf(orderId)).toEqual([700]);
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED', refunded: 0 });
    provider.down = false;
    await shop.settled();
    expect(refundsOf(orderId)).toEqual([700]);
    expect(await paymentOf(shop, orderId)).toMatchObject({ refunded: 700 });
  });

  it('asks the provider for nothing where the order was free', async () => {
    const order = await captured(0);
    await shop.publish(returned(order, 0));
    await shop.settled();
    expect(refundsOf(order.orderId)).toEqual([]);
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ state: 'CAPTURED', refunded: 0 });
    const open = await shop.dataSource.query(`SELECT FROM return_refund WHERE state <> 'refunded' AND order_id = $1`, [
      order.orderId,
    ]);
    expect(open).toEqual([]);
  });

  it('balances when many returns of a few orders come at once', async () => {
    const orders = await Promise.all(Array.from({ length: 4 }, () => captured()));
    await Promise.all(
      orders.flatMap((order) => [300, 400, 500, 600].map((amount) => shop.publish(returned(order, amount)))),
    );
    await shop.settled();
    for (const { orderId } of orders) {
      expect(refundsOf(orderId)).toEqual([300, 400, 500, 600]);
      expect(await paymentOf(shop, orderId)).toMatchObject({ captured: 2500, refunded: 1800 });
    }
  });
});

describeTopologies('a return of more than was captured', (topology) => {
  const shop = paymentsContext(topology);

  it('is parked before the provider is asked', async () => {
    const provider = new ProviderAccount(shop);
    const order = newOrder();
    await makeDue(shop, order);
    await shop.settled();
    await shop.publish(returned(order, 2000));
    await shop.settled();
    await shop.publish(returned(order, 501));
    await expect
      .poll(() => shop.parked())
      .toMatchObject([
        { subscription: 'follow-returns', last_error: expect.stringContaining('no_more_is_returned_than_captured') },
      ]);
    expect(new Set(provider.refunds.map(({ amount }) => amount))).toEqual(new Set([2000]));
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ refunded: 2000 });
  });
});
