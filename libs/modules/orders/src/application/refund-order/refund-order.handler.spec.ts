import {
  CancelOrder,
  GetReturns,
  OrderNotCancellable,
  OrderNotReturnable,
  OrderReturned,
  RefundOrder,
  ReturnExceedsOrder,
  UnknownOrder,
  type ReturnView,
} from '@contracts/orders';
import { PaymentCaptured, PaymentDeclined } from '@contracts/payments';
import { OrderShipped } from '@contracts/shipping';
import { describeTopologies, type ContextUnderTest } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ann, bob, of, orderOf, ordersContext, place, sales } from '../../../test/orders-context.js';

const nowhere = '00000000-0000-4000-8000-000000000000';
const lamps = (quantity: number) => [{ sku: 'LAMP', quantity }];

/** Two lamps of ann's, shipped. */
async function shippedOrder(shop: ContextUnderTest): Promise<string> {
  const orderId = await place(shop);
  await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
  await shop.settled();
  await shop.publish(new OrderShipped({ orderId, lines: lamps(2), shippedAt: new Date() }));
  await shop.settled();
  return orderId;
}

const returnsOf = async (
  shop: ContextUnderTest,
  orderId: string,
  who: typeof ann | typeof sales = sales,
): Promise<ReturnView[]> => (await shop.as(who).execute(new GetReturns({ orderIds: [orderId] })))[0]?.returns ?? [];

describeTopologies('returning an order', (topology) => {
  const shop = ordersContext(topology);

  it('takes back part of it at the prices that were paid, then the rest', async () => {
    const orderId = await shippedOrder(shop);
    const { returnId } = await shop
      .as(ann)
      .execute(new RefundOrder({ orderId, lines: lamps(1), reference: 'credit note 1' }));
    await shop.as(sales).execute(new RefundOrder({ orderId, lines: lamps(1) }));
    const lines = [{ sku: 'LAMP', quantity: 1, unitPrice: 1250 }];
    const returns = await returnsOf(shop, orderId, ann);
    expect(returns).toMatchObject([
      { returnId, lines, amount: 1250, reference: 'credit note 1' },
      { lines, amount: 1250, reference: null },
    ]);
    const [first, second, ...more] = of(orderId, await shop.published(OrderReturned));
    expect(first).toMatchObject({ returnId, customerId: 'ann', country: 'France', lines, amount: 1250 });
    expect(second).toMatchObject({ returnId: returns[1]!.returnId, amount: 1250 });
    expect(more).toEqual([]);
    expect(await orderOf(shop, orderId)).toMatchObject({ state: 'CONFIRMED', total: 2500 });
  });

  it('is refused beyond what was bought, also in several returns together', async () => {
    const orderId = await shippedOrder(shop);
    await expect(shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(3) }))).rejects.toMatchObject({
      data: { orderId, lines: [{ sku: 'LAMP', requested: 3, bought: 2, returned: 0 }] },
    });
    await shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(1) }));
    const again = shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(2) }));
    await expect(again).rejects.toBeInstanceOf(ReturnExceedsOrder);
    await expect(again).rejects.toMatchObject({
      data: { orderId, lines: [{ sku: 'LAMP', requested: 2, bought: 2, returned: 1 }] },
    });
    expect(of(orderId, await shop.published(OrderReturned))).toHaveLength(1);
  });

  it('is refused as a whole when one line is of a product that was not bought', async () => {
    const orderId = await shippedOrder(shop);
    const lines = [...lamps(1), { sku: 'MUG', quantity: 1 }];
    await expect(shop.as(ann).execute(new RefundOrder({ orderId, lines }))).rejects.toMatchObject({
      data: { lines: [{ sku: 'MUG', bought: 0, returned: 0 }] },
    });
    expect(await returnsOf(shop, orderId)).toEqual([]);
  });

  it('takes back each unit once when several ask at the same time', async () => {
    const orderId = await shippedOrder(shop);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(1) }))),
    );
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toHaveLength(4);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(ReturnExceedsOrder);
    expect(of(orderId, await shop.published(OrderReturned))).toHaveLength(2);
  });

  it('may be repeated with the same key, and answers the same return', async () => {
    const orderId = await shippedOrder(shop);
    const refund = () =>
      shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(1) }, { idempotencyKey: `return ${orderId}` }));
    expect(await refund()).toEqual(await refund());
    expect(await returnsOf(shop, orderId)).toHaveLength(1);
  });

  it('waits until the order has left: before, it can be cancelled', async () => {
    const orderId = await place(shop);
    const refund = () => shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(1) }));
    await expect(refund()).rejects.toBeInstanceOf(OrderNotReturnable);
    await shop.publish(new PaymentCaptured({ orderId, amount: 2500 }));
    await shop.settled();
    await expect(refund()).rejects.toMatchObject({
      message: `Order ${orderId} has not been shipped yet. Cancel it, or wait until it has left.`,
    });
    await shop.as(ann).execute(new CancelOrder({ orderId }));
    await expect(refund()).rejects.toMatchObject({
      message: `Order ${orderId} is cancelled; there is nothing to return.`,
      data: { orderId, state: 'CANCELLED' },
    });
  });

  it('has nothing to take back of an order that was rejected', async () => {
    const orderId = await place(shop);
    await shop.publish(new PaymentDeclined({ orderId, reason: 'card declined' }));
    await shop.settled();
    const refund = shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(1) }));
    await expect(refund).rejects.toMatchObject({ data: { state: 'REJECTED' } });
  });

  it('leaves nothing to cancel', async () => {
    const orderId = await shippedOrder(shop);
    await shop.as(ann).execute(new RefundOrder({ orderId, lines: lamps(2) }));
    await expect(shop.as(ann).execute(new CancelOrder({ orderId }))).rejects.toBeInstanceOf(OrderNotCancellable);
  });

  it("answers an unknown order and another customer's order alike, and shows its returns to no one else", async () => {
    const orderId = await shippedOrder(shop);
    await shop.as(ann).execute(new RefundOrder({ orderId: orderId.toUpperCase(), lines: lamps(1) }));
    for (const id of [orderId, nowhere])
      await expect(shop.as(bob).execute(new RefundOrder({ orderId: id, lines: lamps(1) }))).rejects.toBeInstanceOf(
        UnknownOrder,
      );
    expect(await returnsOf(shop, orderId, bob)).toEqual([]);
    expect(await returnsOf(shop, orderId, ann)).toHaveLength(1);
    await expect(shop.as(undefined).execute(new GetReturns({ orderIds: [orderId] }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
