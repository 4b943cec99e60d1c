import { ListProducts, UpsertProducts } from '@contracts/catalog';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CatalogModule } from '../../catalog.module.js';

describeTopologies('listing products', (topology) => {
  const shop = testContext({ topology, module: CatalogModule, principal: { subject: 'c', roles: ['catalog'] } });

  it('is empty at first', async () => {
    expect(await shop.execute(new ListProducts({}))).toEqual({ edges: [], endCursor: null, hasNextPage: false });
  });

  it('goes through all of them, page by page, in the order of their codes', async () => {
    const skus = ['b', 'a', 'B', 'ä', '10', '9', 'a b'];
    await shop.execute(new UpsertProducts({ products: skus.map((sku) => ({ sku, name: sku, price: 1 })) }));

    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await shop.execute(new ListProducts({ first: 3, after }));
      seen.push(...page.edges.map(({ node }) => node.sku));
      if (!page.hasNextPage) break;
      after = page.endCursor ?? undefined;
    }
    expect(seen).toEqual(['10', '9', 'B', 'a', 'a b', 'b', 'ä']);
  });
});
