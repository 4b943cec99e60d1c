import { CancelOrder, GetOrders, ListOrders, PlaceOrder } from '@contracts/orders';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { ann, bob, ordersContext, sales, twoLamps } from '../../../test/orders-context.js';

describeTopologies('reading orders', (topology) => {
  const shop = ordersContext(topology);
  const placed: string[] = [];
  const idsOf = ({ edges }: { edges: { node: { orderId: string } }[] }) => edges.map(({ node }) => node.orderId);

  beforeAll(async () => {
    for (const customerId of ['ann', 'bob', 'ann', 'bob', 'ann'])
      placed.push((await shop.as(sales).execute(new PlaceOrder({ ...twoLamps, customerId }))).orderId);
    await shop.as(ann).execute(new CancelOrder({ orderId: placed[0]! }));
  });

  it('lists the latest first, page by page', async () => {
    const first = await shop.as(sales).execute(new ListOrders({ first: 2 }));
    expect(idsOf(first)).toEqual([placed[4], placed[3]]);
    expect(first.hasNextPage).toBe(true);
    const second = await shop.as(sales).execute(new ListOrders({ first: 3, after: first.endCursor! }));
    expect(idsOf(second)).toEqual([placed[2], placed[1], placed[0]]);
    expect(second.hasNextPage).toBe(false);
  });

  it('filters by customer and state', async () => {
    const ofAnn = await shop.as(sales).execute(new ListOrders({ customerId: 'ann' }));
    expect(idsOf(ofAnn)).toEqual([placed[4], placed[2], placed[0]]);
    const pending = await shop.as(sales).execute(new ListOrders({ customerId: 'ann', state: 'PENDING' }));
    expect(idsOf(pending)).toEqual([placed[4], placed[2]]);
  });

  it("shows a customer nothing of others' orders", async () => {
    expect(idsOf(await shop.as(bob).execute(new ListOrders({})))).toEqual([placed[3], placed[1]]);
    expect(idsOf(await shop.as(bob).execute(new ListOrders({ customerId: 'ann' })))).toEqual([]);
    const seen = await shop.as(bob).execute(new GetOrders({ orderIds: placed }));
    expect(seen.map(({ orderId }) => orderId).sort()).toEqual([placed[1], placed[3]].sort());
  });
});
