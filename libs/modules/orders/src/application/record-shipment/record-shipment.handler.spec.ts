import { CancelOrder, OrderFulfilled, OrderNotCancellable } from '@contracts/orders';
import { PaymentCaptured } from '@contracts/payments';
import { OrderShipped } from '@contracts/shipping';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, orderOf, ordersContext, place } from '../../../test/orders-context.js';

const shippedAt = new Date('2026-11-21T10:00:00Z');

describeTopologies('recording a shipment', (topology) => {
  const shop = ordersContext(topology);
  const confirmed = async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    return orderId;
  };
  const shipped = (orderId: string) =>
    shop.publish(new OrderShipped({ orderId, lines: [{ sku: 'LAMP', quantity: 2 }], shippedAt }));

  it('shows when an order left, and refuses to cancel it from then on', async () => {
    const orderId = await confirmed();
    await shipped(orderId);
    await shop.settled();
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CONFIRMED', shippedAt });
    const cancel = shop.as(ann).execute(new CancelOrder({ orderId }));
    expect(await shop.published(OrderFulfilled)).toMatchObject([{ orderId, shippedAt }]);
    await expect(cancel).rejects.toBeInstanceOf(OrderNotCancellable);
    await expect(cancel).rejects.toMatchObject({
      message: `Order ${orderId} is shipped and cannot be cancelled.`,
      data: { orderId, state: 'CONFIRMED', shipped: true },
    });
  });

  it('leaves an order alone that was cancelled in the moment it left', async () => {
    const orderId = await confirmed();
    await shop.as(ann).execute(new CancelOrder({ orderId }));
    await shipped(orderId);
    await shop.settled();
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CANCELLED', shippedAt: null });
    const fulfilled = await shop.published(OrderFulfilled);
    expect(fulfilled.filter((each) => each.orderId === orderId)).toEqual([]);
  });
});
