import { DiscontinueProduct, GetProducts, UnknownProduct, UpsertProducts } from '@contracts/catalog';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CatalogModule } from '../../catalog.module.js';

describeTopologies('discontinuing a product', (topology) => {
  const shop = testContext({ topology, module: CatalogModule, principal: { subject: 'c', roles: ['catalog'] } });

  it('takes it out of sale, and a second time changes nothing', async () => {
    await shop.execute(new UpsertProducts({ products: [{ sku: 'cup', name: 'A cup', price: 250 }] }));
    await shop.execute(new DiscontinueProduct({ sku: 'cup' }));
    await shop.execute(new DiscontinueProduct({ sku: 'cup' }));
    expect(await shop.execute(new GetProducts({ skus: ['cup'] }))).toMatchObject([{ discontinued: true }]);
  });

  it('refuses a product that the catalog does not know', async () => {
    const command = shop.execute(new DiscontinueProduct({ sku: 'ghost' }));
    await expect(command).rejects.toThrow(new UnknownProduct({ sku: 'ghost' }));
  });
});
