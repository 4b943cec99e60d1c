import { ListOrders, PlaceOrder } from '@contracts/orders';
import { encodeCursor } from '@contracts/shared';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { ordersContext, sales } from '../../../test/orders-context.js';

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

describeTopologies('a sorted list of orders', (topology) => {
  const shop = ordersContext(topology);
  const placed: string[] = [];

  beforeAll(async () => {
    const orders = [
      { placedAt: day('2011-02-10'), quantity: 3 },
      { placedAt: day('2011-01-10'), quantity: 3 },
      { placedAt: day('2011-02-10'), quantity: 1 },
      { placedAt: day('2011-03-01'), quantity: 2 },
    ];
    for (const { placedAt, quantity } of orders) {
      const order = new PlaceOrder({ customerId: 'ann', lines: [{ sku: 'LAMP', quantity }], placedAt });
      placed.push((await shop.as(sales).execute(order)).orderId);
    }
  });

  type Request = NonNullable<ConstructorParameters<typeof ListOrders>[0]>;

  it.each<[Request, number[]]>([
    [{}, [3, 2, 1, 0]],
    [{ descending: false }, [0, 1, 2, 3]],
    [{ sort: 'PLACED_AT' }, [3, 2, 0, 1]],
    [{ sort: 'PLACED_AT', descending: false }, [1, 0, 2, 3]],
    [{ sort: 'TOTAL' }, [1, 0, 3, 2]],
    [{ sort: 'TOTAL', descending: false }, [2, 3, 0, 1]],
    [{ placedFrom: day('2011-02-10') }, [3, 2, 0]],
    [{ placedBefore: day('2011-02-10') }, [1]],
    [{ placedFrom: day('2011-02-01'), placedBefore: day('2011-03-01'), sort: 'TOTAL' }, [0, 2]],
    [{ placedFrom: day('2011-03-01'), placedBefore: day('2011-02-01') }, []],
    [{ customerId: 'ann', state: 'PENDING', sort: 'TOTAL' }, [1, 0, 3, 2]],
    [{ customerId: 'bob', sort: 'TOTAL' }, []],
  ])('%j goes through %j, order by order', async (request, expected) => {
    const seen: number[] = [];
    for (let after: string | undefined; ;) {
      const page = await shop.as(sales).execute(new ListOrders({ ...request, first: 1, after }));
      seen.push(...page.edges.map(({ node }) => placed.indexOf(node.orderId)));
      if (!page.hasNextPage) break;
      after = page.endCursor ?? undefined;
    }
    expect(seen).toEqual(expected);
  });

  it('takes no cursor of a list that is sorted in another way, and none without a date', async () => {
    const { endCursor } = await shop.as(sales).execute(new ListOrders({ first: 1 }));
    expect(() => new ListOrders({ sort: 'TOTAL', after: endCursor! })).toThrow(/sorted in another way/);
    const noDate = encodeCursor(['PLACED_AT', true, Number.MAX_SAFE_INTEGER, 1]);
    expect(() => new ListOrders({ sort: 'PLACED_AT', after: noDate })).toThrow(/not a cursor of this list/);
  });
});
