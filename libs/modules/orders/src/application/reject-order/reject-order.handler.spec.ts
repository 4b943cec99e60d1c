import { CancelOrder, OrderConfirmed, OrderRejected } from '@contracts/orders';
import { StockShort } from '@contracts/inventory';
import { PaymentCaptured, PaymentDeclined } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, of, orderOf, ordersContext, place } from '../../../test/orders-context.js';

const shortOfLamps = (orderId: string) =>
  new StockShort({ orderId, short: [{ sku: 'LAMP', requested: 2, available: 1 }] });

describeTopologies('rejecting an order', (topology) => {
  const shop = ordersContext(topology);

  it('happens when stock runs short', async () => {
    const orderId = await place(shop);
    await shop.publish(shortOfLamps(orderId));
    await shop.settled();
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'REJECTED', reason: 'out of stock: LAMP' });
    expect(of(orderId, await shop.published(OrderRejected))).toEqual([
      new OrderRejected({ orderId, customerId: 'ann', reason: 'out of stock: LAMP' }),
    ]);
  });

  it('happens when the payment is declined', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentDeclined({ orderId, reason: 'card declined' }));
    await shop.settled();
    expect(await orderOf(shop, orderId)).toMatchObject({
      state: 'REJECTED',
      reason: 'payment declined: card declined',
    });
  });

  it('leaves an order alone that was cancelled or confirmed', async () => {
    const cancelled = await place(shop);
    const confirmed = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId: cancelled }));
    await shop.publish(new PaymentCaptured({ orderId: confirmed, amount: 2500 }));
    await shop.settled();
    for (const orderId of [cancelled, confirmed]) {
      await shop.publish(shortOfLamps(orderId));
      await shop.publish(new PaymentDeclined({ orderId, reason: 'too late' }));
    }
    await shop.settled();
    expect(await orderOf(shop, cancelled)).toMatchObject({ state: 'CANCELLED' });
    expect(await orderOf(shop, confirmed)).toMatchObject({ state: 'CONFIRMED' });
    const rejected = await shop.published(OrderRejected);
    expect([...of(cancelled, rejected), ...of(confirmed, rejected)]).toEqual([]);
  });

  it('and a confirmation at the same time have one outcome, whichever comes first', async () => {
    const orderIds = await Promise.all(Array.from({ length: 20 }, () => place(shop)));
    await Promise.all(
      orderIds.flatMap((orderId) => [
        shop.publish(shortOfLamps(orderId)),
        shop.publish(new PaymentCaptured({ orderId, amount: 2500 })),
      ]),
    );
    await shop.settled();
    const decisions = [...(await shop.published(OrderRejected)), ...(await shop.published(OrderConfirmed))];
    for (const orderId of orderIds) expect(of(orderId, decisions)).toHaveLength(1);
  });
});
