import {
  AgreedPriceNotAllowed,
  BackdatingNotAllowed,
  ClosedCustomer,
  DiscontinuedProducts,
  OrderingForOthersNotAllowed,
  OrderPlaced,
  OrderTooLarge,
  PlacedInTheFuture,
  PlaceOrder,
  TooManyPendingOrders,
  UnknownCustomer,
  UnknownProducts,
} from '@contracts/orders';
import type { Principal } from '@multilith/contract';
import { describeTopologies } from '@multilith/testing';
import { expect, it } from 'vitest';
import { PendingOrderLimit } from '../../domain/rules/a-customer-has-few-pending-orders.js';
import { ann, bob, of, orderOf, ordersContext, sales, twoLamps } from '../../../test/orders-context.js';

describeTopologies('placing an order', (topology) => {
  const shop = ordersContext(topology);

  it("stores it as pending, at the catalogue's prices, and announces it", async () => {
    const { orderId } = await shop.as(ann).execute(new PlaceOrder({ ...twoLamps, reference: 'basket 1' }));
    const lines = [{ sku: 'LAMP', quantity: 2, unitPrice: 1250 }];
    const order = await orderOf(shop, orderId);
    expect(order).toMatchObject({ customerId: 'ann', state: 'PENDING', lines, total: 2500, paymentMethod: 'card' });
    expect(order).toMatchObject({ reference: 'basket 1', reason: null });
    expect(of(orderId, await shop.published(OrderPlaced))).toEqual([
      new OrderPlaced({
        orderId,
        customerId: 'ann',
        lines,
        total: 2500,
        paymentMethod: 'card',
        placedAt: order!.placedAt,
      }),
    ]);
  });

  it('takes prices, date and customer from sales', async () => {
    const placedAt = new Date('2010-12-01T08:26:00Z');
    const { orderId } = await shop.as(sales).execute(
      new PlaceOrder({
        customerId: 'bob',
        lines: [
          { sku: 'MUG', quantity: 6, agreedPrice: 255 },
          { sku: 'LAMP', quantity: 1, agreedPrice: 0 },
        ],
        paymentMethod: 'card:limit',
        placedAt,
      }),
    );
    expect(await orderOf(shop, orderId)).toMatchObject({ total: 1530, placedAt, paymentMethod: 'card:limit' });
  });

  it('is one order per idempotency key', async () => {
    const send = () => shop.as(ann).execute(new PlaceOrder(twoLamps, { idempotencyKey: 'basket-1' }));
    const answers = await Promise.all([send(), send(), send()]);
    expect(new Set(answers.map(({ orderId }) => orderId)).size).toBe(1);
    expect(of(answers[0].orderId, await shop.published(OrderPlaced))).toHaveLength(1);
    const count = 'SELECT count(*)::int AS orders FROM orders WHERE order_id = $1';
    expect(await shop.dataSource.query(count, [answers[0].orderId])).toEqual([{ orders: 1 }]);
  });

  it.each([
    ['an unknown customer', sales, { customerId: 'nobody' }, UnknownCustomer],
    ['a closed customer', sales, { customerId: 'carl' }, ClosedCustomer],
    ["another customer's name", ann, { customerId: 'bob' }, OrderingForOthersNotAllowed],
    ['unknown products', ann, { lines: [{ sku: 'NOPE', quantity: 1 }] }, UnknownProducts],
    ['discontinued products', ann, { lines: [{ sku: 'OLD', quantity: 1 }] }, DiscontinuedProducts],
    ['a price of its own', ann, { lines: [{ sku: 'MUG', quantity: 1, agreedPrice: 1 }] }, AgreedPriceNotAllowed],
    ['a date of its own', ann, { placedAt: new Date('2010-12-01') }, BackdatingNotAllowed],
    ['a date to come', sales, { placedAt: new Date('2999-01-01') }, PlacedInTheFuture],
    [
      'a total beyond measure',
      sales,
      { lines: [{ sku: 'MUG', quantity: 1_000_000, agreedPrice: 2 ** 52 }] },
      OrderTooLarge,
    ],
  ])('is refused for %s, and leaves nothing behind', async (_, principal, part, refusal) => {
    const before = await shop.published(OrderPlaced);
    const placing = shop.as(principal).execute(new PlaceOrder({ ...twoLamps, ...part }));
    await expect(placing).rejects.toBeInstanceOf(refusal);
    expect(await shop.published(OrderPlaced)).toHaveLength(before.length);
  });

  it('is refused for a customer with too many pending orders, but not for sales', async () => {
    const limit = shop.get(PendingOrderLimit);
    const before = limit.orders;
    const place = (principal: Principal, customerId: string) =>
      shop.as(principal).execute(new PlaceOrder({ ...twoLamps, customerId }));
    const count = `SELECT count(*)::int AS pending FROM orders WHERE customer_id = 'bob' AND state = 'PENDING'`;
    const [{ pending }] = (await shop.dataSource.query(count)) as [{ pending: number }];
    try {
      limit.orders = pending + 2;
      for (let order = 0; order < 2; order++) await place(bob, 'bob');
      const refused = await place(bob, 'bob').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(TooManyPendingOrders);
      expect(refused).toMatchObject({ data: { limit: pending + 2 } });
      expect(await shop.dataSource.query(count)).toEqual([{ pending: pending + 2 }]);
      await place(sales, 'bob');
      limit.orders = 1_000;
      await place(ann, 'ann');
    } finally {
      limit.orders = before;
    }
  });

  it('is refused without a signed-in principal', async () => {
    await expect(shop.as(undefined).execute(new PlaceOrder(twoLamps))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
