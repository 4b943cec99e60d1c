import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeTopologies } from '@multilith/testing';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { startTestShop, type TestShop } from './running-shop.js';

interface List {
  readonly edges: readonly { readonly cursor: string }[];
  readonly nodes: readonly Record<string, unknown>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

describeTopologies('a list of the API', (topology) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop({ topology });
    await fillShop(shop.staff, ['A', 'B', 'C']);
    await shop.staff.data(
      'mutation { registerCustomer(input: { customerId: "bob", name: "Bob", email: null, country: "Chad" }) { customerId } }',
    );
    for (const [sku, quantity] of [
      ['B', 5],
      ['C', 2],
      ['B', 1],
    ] as const) {
      const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku, quantity }] });
      await orderIn(shop.staff, orderId, 'CONFIRMED');
    }
  });
  afterAll(() => shop?.stop());

  /** One page after the other, each of one item. */
  async function walk(list: string, args: string, field: string): Promise<unknown[]> {
    const seen: unknown[] = [];
    for (let after: string | null = null; ;) {
      const data: Record<string, List> = await shop.staff.data(
        `query ($after: String) {
           ${list}(first: 1, after: $after, ${args}) {
             edges { cursor } nodes { ${field} }
             pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
           }
         }`,
        { after },
      );
      const { edges, nodes, pageInfo } = data[list]!;
      expect(pageInfo).toMatchObject({ hasPreviousPage: after !== null, endCursor: edges.at(-1)?.cursor ?? null });
      seen.push(...nodes.map((node) => node[field]));
      if (!pageInfo.hasNextPage) return seen;
      after = pageInfo.endCursor;
    }
  }

  it('of products is filtered and sorted, also by what was sold', async () => {
    const bySales = await eventually(
      () => walk('products', 'sort: UNITS_SOLD, descending: true', 'unitsSold'),
      (sold) => sold[0] === 6 && sold[1] === 2,
    );
    expect(bySales).toEqual([6, 2, 0]);
    expect(await walk('products', 'sort: NAME, descending: true', 'sku')).toEqual(['C', 'B', 'A']);
    expect(await walk('products', 'nameContains: "product b", discontinued: false', 'sku')).toEqual(['B']);
    expect(await walk('products', 'discontinued: true, sort: PRICE', 'sku')).toEqual([]);
  });

  it('of customers is filtered and sorted', async () => {
    expect(await walk('customers', 'sort: NAME, descending: true', 'customerId')).toEqual(['bob', 'ada']);
    expect(await walk('customers', 'country: "Chad"', 'name')).toEqual(['Bob']);
  });

  it('of orders is filtered and sorted', async () => {
    expect(await walk('orders', 'sort: TOTAL', 'total')).toEqual([5000, 2000, 1000]);
    expect(await walk('orders', 'descending: false', 'total')).toEqual([5000, 2000, 1000]);
    expect(await walk('orders', 'sort: PLACED_AT, state: CONFIRMED, customerId: "ada"', 'total')).toEqual([
      1000, 2000, 5000,
    ]);
    expect(await walk('orders', 'placedBefore: "2011-01-01T00:00:00Z"', 'total')).toEqual([]);
    expect(await walk('orders', 'sort: null, descending: null, placedFrom: "2011-01-01T00:00:00Z"', 'total')).toEqual([
      1000, 2000, 5000,
    ]);
  });

  it('refuses the cursor of another list', async () => {
    const { orders } = await shop.staff.data<{ orders: List }>('{ orders(first: 1) { edges { cursor } } }');
    const after = orders.edges[0]!.cursor;
    for (const list of ['orders(sort: TOTAL, after: $after)', 'products(after: $after)', 'customers(after: $after)']) {
      const { errors } = await shop.staff.send(`query ($after: String) { ${list} { nodes { __typename } } }`, {
        after,
      });
      expect(errors[0]?.extensions.code).toBe('INVALID_MESSAGE');
    }
  });
});
