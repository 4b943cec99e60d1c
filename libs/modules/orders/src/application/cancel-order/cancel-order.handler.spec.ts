import { CancelOrder, OrderCancelled, OrderConfirmed, OrderNotCancellable, UnknownOrder } from '@contracts/orders';
import { StockShort } from '@contracts/inventory';
import { PaymentCaptured } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, bob, of, orderOf, ordersContext, place, sales } from '../../../test/orders-context.js';

const nowhere = '00000000-0000-4000-8000-000000000000';

describeTopologies('cancelling an order', (topology) => {
  const shop = ordersContext(topology);

  it('calls off a pending order, which never counted as sold', async () => {
    const orderId = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId, reason: 'changed my mind' }));
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CANCELLED', reason: 'changed my mind' });
    const [cancelled, ...more] = of(orderId, await shop.published(OrderCancelled));
    expect(cancelled).toMatchObject({ customerId: 'ann', total: 2500, wasConfirmed: false });
    expect(cancelled!.lines).toEqual([{ sku: 'LAMP', quantity: 2, unitPrice: 1250 }]);
    expect(more).toEqual([]);
  });

  it('calls off a confirmed order, which takes it out of the sales', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    await shop.as(sales).execute(new CancelOrder({ orderId }));
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CANCELLED', reason: null });
    expect(of(orderId, await shop.published(OrderCancelled))).toMatchObject([{ wasConfirmed: true, total: 2500 }]);
  });

  it("answers an unknown order and another customer's order alike", async () => {
    const orderId = await place(shop);
    await expect(shop.as(bob).execute(new CancelOrder({ orderId }))).rejects.toBeInstanceOf(UnknownOrder);
    await expect(shop.as(bob).execute(new CancelOrder({ orderId: nowhere }))).rejects.toBeInstanceOf(UnknownOrder);
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'PENDING' });
  });

  it('is announced under the stored id, however the client writes it', async () => {
    const orderId = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId: orderId.toUpperCase() }));
    expect(of(orderId, await shop.published(OrderCancelled))).toHaveLength(1);
  });

  it('is refused the second time', async () => {
    const orderId = await place(shop);
    await shop.as(ann).execute(new CancelOrder({ orderId }));
    const again = shop.as(ann).execute(new CancelOrder({ orderId }));
    await expect(again).rejects.toBeInstanceOf(OrderNotCancellable);
    await expect(again).rejects.toMatchObject({ data: { orderId, state: 'CANCELLED' } });
  });

  it('may be repeated with the same key', async () => {
    const orderId = await place(shop);
    const cancel = () => shop.as(ann).execute(new CancelOrder({ orderId }, { idempotencyKey: `cancel ${orderId}` }));
    await cancel();
    await cancel();
    expect(of(orderId, await shop.published(OrderCancelled))).toHaveLength(1);
  });

  it('is refused once the order is rejected', async () => {
    const orderId = await place(shop);
    await shop.publish(new StockShort({ orderId, short: [{ sku: 'LAMP', requested: 2, available: 0 }] }));
    await shop.settled();
    await expect(shop.as(ann).execute(new CancelOrder({ orderId }))).rejects.toBeInstanceOf(OrderNotCancellable);
  });

  it('takes effect once when several ask at the same time', async () => {
    const orderId = await place(shop);
    const cancel = () => shop.as(ann).execute(new CancelOrder({ orderId }));
    const outcomes = await Promise.allSettled([cancel(), cancel(), cancel(), cancel()]);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toHaveLength(3);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(OrderNotCancellable);
    expect(of(orderId, await shop.published(OrderCancelled))).toHaveLength(1);
  });

  it('and its confirmation at the same time have one outcome, whichever comes first', async () => {
    const orderIds = await Promise.all(Array.from({ length: 20 }, () => place(shop)));
    await Promise.all(
      orderIds.flatMap((orderId) => [
        shop.publish(new PaymentCaptured({ orderId, amount: 2500 })),
        shop.as(ann).execute(new CancelOrder({ orderId })),
      ]),
    );
    await shop.settled();
    const confirmed = await shop.published(OrderConfirmed);
    const cancelled = await shop.published(OrderCancelled);
    for (const orderId of orderIds) {
      expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CANCELLED' });
      const [end, ...more] = of(orderId, cancelled);
      expect(more).toEqual([]);
      expect(end!.wasConfirmed).toBe(of(orderId, confirmed).length === 1);
    }
  });
});
