import { DiscontinueProduct, ListProducts, UpsertProducts } from '@contracts/catalog';
import { encodeCursor } from '@contracts/shared';
import { describeTopologies, testContext } from '@multilith/testing';
import { beforeAll, describe, expect, it } from 'vitest';
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

  describe('filtered and sorted', () => {
    beforeAll(async () => {
      const products = [
        { sku: 'm1', name: 'Blue mug 50%', price: 300 },
        { sku: 'm2', name: 'Red MUG', price: 300 },
        { sku: 'm3', name: 'Blue mug_old', price: 200 },
        { sku: 'm4', name: 'Clock', price: 900 },
      ];
      await shop.execute(new UpsertProducts({ products }));
      await shop.execute(new DiscontinueProduct({ sku: 'm3' }));
    });

    type Request = ConstructorParameters<typeof ListProducts>[0];
    /** All products of a list, asked for one by one. */
    async function skusOf(request: Request): Promise<string[]> {
      const skus: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await shop.execute(new ListProducts({ ...request, first: 1, after }));
        skus.push(...page.edges.map(({ node }) => node.sku));
        if (!page.hasNextPage) return skus;
        after = page.endCursor ?? undefined;
      }
    }

    it('finds a part of a name in upper and lower case, and takes it literally', async () => {
      expect(await skusOf({ nameContains: 'mug' })).toEqual(['m1', 'm2', 'm3']);
      expect(await skusOf({ nameContains: '0%' })).toEqual(['m1']);
      expect(await skusOf({ nameContains: '%m' })).toEqual([]);
      expect(await skusOf({ nameContains: 'g_o' })).toEqual(['m3']);
    });

    it('tells discontinued products from the others', async () => {
      expect(await skusOf({ nameContains: 'mug', discontinued: true })).toEqual(['m3']);
      expect(await skusOf({ nameContains: 'mug', discontinued: false })).toEqual(['m1', 'm2']);
    });

    it.each<[Request, string[]]>([
      [{ sort: 'NAME' }, ['m1', 'm3', 'm2']],
      [{ sort: 'PRICE' }, ['m3', 'm1', 'm2']],
      [{ sort: 'PRICE', descending: true }, ['m2', 'm1', 'm3']],
      [{ sort: 'UNITS_SOLD', descending: true }, ['m3', 'm2', 'm1']],
      [{ descending: true }, ['m3', 'm2', 'm1']],
    ])('%j goes through each once, equal ones by their codes', async (request, expected) => {
      expect(await skusOf({ ...request, nameContains: 'mug' })).toEqual(expected);
    });

    it('refuses the cursor of a list that is sorted in another way', async () => {
      const { endCursor } = await shop.execute(new ListProducts({ first: 1, sort: 'PRICE' }));
      const next = (request: Request) => () => new ListProducts({ ...request, after: endCursor! });
      expect(next({ sort: 'PRICE' })).not.toThrow();
      expect(next({ sort: 'NAME' })).toThrow(/sorted in another way/);
      expect(next({ sort: 'PRICE', descending: true })).toThrow(/sorted in another way/);
      expect(() => new ListProducts({ sort: 'PRICE', after: encodeCursor(['PRICE', false, 'x', 'm1']) })).toThrow(
        /not a cursor of this list/,
      );
    });
  });
});
