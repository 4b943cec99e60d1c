import { CancelOrder, OrderConfirmed } from '@contracts/orders';
import { StockShort } from '@contracts/inventory';
import { PaymentCaptured } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, of, orderOf, ordersContext, place } from '../../../test/orders-context.js';

describeTopologies('confirming an order', (topology) => {
  const shop = ordersContext(topology);

  it('happens when its payment is captured', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    const { placedAt } = (await orderOf(shop, orderId))!;
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CONFIRMED' });
    expect(of(orderId, await shop.published(OrderConfirmed))).toEqual([
      new OrderConfirmed({
        orderId,
        customerId: 'ann',
        country: 'France',
        lines: [{ sku: 'LAMP', quantity: 2, unitPrice: 1250 }],
        total: 2500,
        placedAt,
      }),
    ]);
  });

  it('happens once, however often the event arrives', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    expect(of(orderId, await shop.published(OrderConfirmed))).toHaveLength(1);
  });

  it('never brings back an order that was cancelled or rejected', async () => {
    const cancelled = await place(shop);
    const rejected = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId: cancelled }));
    await shop.publish(new StockShort({ orderId: rejected, short: [{ sku: 'LAMP', requested: 2, available: 1 }] }));
    await shop.settled();
    for (const orderId of [cancelled, rejected]) await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    expect(await orderOf(shop, cancelled)).toMatchObject({ state: 'CANCELLED' });
    expect(await orderOf(shop, rejected)).toMatchObject({ state: 'REJECTED' });
    const confirmed = await shop.published(OrderConfirmed);
    expect([...of(cancelled, confirmed), ...of(rejected, confirmed)]).toEqual([]);
  });

  it('keeps going past the payment of an order that it does not know', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentCaptured({ orderId: '00000000-0000-4000-8000-000000000000', amount: 1 }));
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CONFIRMED' });
  });
});
