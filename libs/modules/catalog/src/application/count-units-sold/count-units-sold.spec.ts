import { randomUUID } from 'node:crypto';
import { GetProducts, UpsertProducts } from '@contracts/catalog';
import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CatalogModule } from '../../catalog.module.js';

const anOrder = (quantities: Record<string, number>) => ({
  orderId: randomUUID(),
  customerId: '17850',
  lines: Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 100 })),
  total: 100,
  placedAt: new Date('2011-01-04T10:00:00Z'),
});

describeTopologies('counting units sold', (topology) => {
  const shop = testContext({ topology, module: CatalogModule, principal: { subject: 'c', roles: ['catalog'] } });
  const offer = (...skus: string[]) =>
    shop.execute(new UpsertProducts({ products: skus.map((sku) => ({ sku, name: sku, price: 100 })) }));
  const unitsSold = async (sku: string) => (await shop.execute(new GetProducts({ skus: [sku] })))[0]?.unitsSold;

  it('counts what confirmed orders sold', async () => {
    await offer('cup', 'plate');
    await shop.publish(new OrderConfirmed(anOrder({ cup: 2, plate: 1 })));
    await shop.publish(new OrderConfirmed(anOrder({ cup: 3 })));
    await shop.settled();
    expect([await unitsSold('cup'), await unitsSold('plate')]).toEqual([5, 1]);
  });

  it('takes a sale back when the confirmed order is cancelled', async () => {
    await offer('jug');
    const order = anOrder({ jug: 2 });
    await shop.publish(new OrderConfirmed(order));
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    expect(await unitsSold('jug')).toBe(0);
  });

  it('takes back what is returned, piece by piece', async () => {
    await offer('bowl');
    const order = anOrder({ bowl: 5 });
    const returned = (quantity: number) =>
      new OrderReturned({
        ...order,
        returnId: randomUUID(),
        lines: [{ sku: 'bowl', quantity, unitPrice: 100 }],
        amount: quantity * 100,
        country: 'France',
        returnedAt: new Date(),
      });
    for (const event of [new OrderConfirmed(order), returned(1), returned(3)]) await shop.publish(event);
    await shop.settled();
    expect(await unitsSold('bowl')).toBe(1);
  });

  it('has nothing to take back for an order that was never confirmed', async () => {
    await offer('vase');
    await shop.publish(new OrderConfirmed(anOrder({ vase: 2 })));
    await shop.publish(new OrderCancelled({ ...anOrder({ vase: 2 }), wasConfirmed: false }));
    await shop.settled();
    expect(await unitsSold('vase')).toBe(2);
  });

  it('keeps the count when the product is renamed meanwhile', async () => {
    await offer('pan');
    const orders = Array.from({ length: 30 }, () => anOrder({ pan: 1 }));
    await Promise.all([
      ...orders.map((order) => shop.publish(new OrderConfirmed(order))),
      ...[1, 2, 3].map((price) => shop.execute(new UpsertProducts({ products: [{ sku: 'pan', name: 'Pan', price }] }))),
    ]);
    await shop.settled();
    expect(await unitsSold('pan')).toBe(30);
  });
});
