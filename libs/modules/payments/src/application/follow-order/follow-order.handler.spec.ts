import { StockReserved } from '@contracts/inventory';
import { OrderCancelled, OrderRejected, type OrderPlaced } from '@contracts/orders';
import { CaptureRequested, PaymentCaptured, PaymentRefunded } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { cancelled, newOrder, of, paymentOf, paymentsContext } from '../../../test/payments-context.js';

describeTopologies('following an order', (topology) => {
  const shop = paymentsContext(topology);
  const reserved = ({ orderId }: OrderPlaced) => new StockReserved({ orderId });

  it('captures nothing before stock is reserved', async () => {
    const order = newOrder();
    await shop.publish(order);
    await shop.settled();
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ state: 'WAITING', captured: 0 });
    expect(of(order.orderId, await shop.published(CaptureRequested))).toEqual([]);
  });

  it('captures once the order is known and its stock reserved, whichever is heard of first', async () => {
    const first = newOrder();
    await shop.publish(first);
    await shop.settled();
    await shop.publish(reserved(first));
    const second = newOrder();
    await shop.publish(reserved(second));
    await shop.settled();
    await shop.publish(second);
    await shop.settled();
    for (const { orderId } of [first, second]) {
      expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED', captured: 2500, refunded: 0 });
      expect(of(orderId, await shop.published(PaymentCaptured))).toEqual([
        new PaymentCaptured({ orderId, amount: 2500 }),
      ]);
    }
  });

  it('captures once, however often the event arrives', async () => {
    const order = newOrder();
    for (const event of [order, reserved(order), order, reserved(order)]) await shop.publish(event);
    await shop.settled();
    expect(of(order.orderId, await shop.published(CaptureRequested))).toHaveLength(1);
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ captured: 2500 });
  });

  it('never captures what was called off before', async () => {
    const cancelledFirst = newOrder();
    await shop.publish(cancelledFirst);
    await shop.publish(cancelled(cancelledFirst));
    const rejectedFirst = newOrder();
    await shop.publish(new OrderRejected({ ...rejectedFirst, reason: 'out of stock: LAMP' }));
    await shop.settled();
    for (const order of [cancelledFirst, rejectedFirst]) {
      await shop.publish(order);
      await shop.publish(reserved(order));
    }
    await shop.settled();
    for (const { orderId } of [cancelledFirst, rejectedFirst]) {
      expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'VOIDED', captured: 0 });
      expect(of(orderId, await shop.published(CaptureRequested))).toEqual([]);
    }
  });

  it('gives back what was captured when the order is called off', async () => {
    const order = newOrder();
    await shop.publish(order);
    await shop.publish(reserved(order));
    await shop.settled();
    await shop.publish(cancelled(order));
    await shop.publish(cancelled(order));
    await shop.settled();
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ state: 'REFUNDED', captured: 2500, refunded: 2500 });
    expect(of(order.orderId, await shop.published(PaymentRefunded))).toEqual([
      new PaymentRefunded({ orderId: order.orderId, amount: 2500 }),
    ]);
  });

  it('keeps no money of orders that are called off while their stock is reserved', async () => {
    const orders = Array.from({ length: 20 }, () => newOrder());
    for (const order of orders) await shop.publish(order);
    await Promise.all(orders.flatMap((order) => [shop.publish(reserved(order)), shop.publish(cancelled(order))]));
    await shop.settled();
    const captured = await shop.published(PaymentCaptured);
    const refunded = await shop.published(PaymentRefunded);
    for (const { orderId } of orders) {
      const payment = (await paymentOf(shop, orderId))!;
      expect(['VOIDED', 'REFUNDED']).toContain(payment.state);
      expect(payment.captured).toBe(payment.refunded);
      expect(of(orderId, captured).length).toBe(of(orderId, refunded).length);
    }
  });

  it('counts no money for a free order, and none back', async () => {
    const order = newOrder({ total: 0 });
    await shop.publish(order);
    await shop.publish(reserved(order));
    await shop.settled();
    expect(of(order.orderId, await shop.published(PaymentCaptured))).toMatchObject([{ amount: 0 }]);
    await shop.publish(new OrderCancelled({ ...cancelled(order), wasConfirmed: true }));
    await shop.settled();
    expect(await paymentOf(shop, order.orderId)).toMatchObject({ state: 'VOIDED', captured: 0, refunded: 0 });
    expect(of(order.orderId, await shop.published(PaymentRefunded))).toEqual([]);
  });
});
