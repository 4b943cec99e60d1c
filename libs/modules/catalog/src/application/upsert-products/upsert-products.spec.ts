import { DiscontinuedProducts, DiscontinueProduct, GetProducts, UpsertProducts } from '@contracts/catalog';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CatalogModule } from '../../catalog.module.js';

const cup = { sku: 'cup', name: 'A cup', price: 250 };
const plate = { sku: 'plate', name: 'A plate', price: 400 };

describeTopologies('upserting products', (topology) => {
  const shop = testContext({ topology, module: CatalogModule, principal: { subject: 'c', roles: ['catalog'] } });
  const upsert = (...products: { sku: string; name: string; price: number }[]) =>
    shop.execute(new UpsertProducts({ products }));
  const get = (...skus: string[]) => shop.as(undefined).execute(new GetProducts({ skus }));

  it('adds what is new, changes what differs and leaves the rest', async () => {
    expect(await upsert(cup, plate)).toEqual({ created: 2, updated: 0, unchanged: 0 });
    expect(await upsert(cup, { ...plate, price: 450 }, { sku: 'jug', name: 'A jug', price: 900 })).toEqual({
      created: 1,
      updated: 1,
      unchanged: 1,
    });
    expect(await get('plate')).toEqual([{ ...plate, price: 450, discontinued: false, unitsSold: 0 }]);
  });

  it('does nothing at all when one of the products is discontinued', async () => {
    const old = { sku: 'old', name: 'Old', price: 1 };
    await upsert(old);
    await shop.execute(new DiscontinueProduct({ sku: 'old' }));
    const change = upsert({ sku: 'fresh', name: 'Fresh', price: 5 }, { ...old, price: 2 });
    await expect(change).rejects.toThrow(new DiscontinuedProducts({ skus: ['old'] }));
    expect(await get('fresh', 'old')).toMatchObject([{ sku: 'old', price: 1, discontinued: true }]);
  });

  it('accepts a discontinued product that stays as it is', async () => {
    const gone = { sku: 'gone', name: 'Gone', price: 1 };
    await upsert(gone);
    await shop.execute(new DiscontinueProduct({ sku: 'gone' }));
    expect(await upsert(gone)).toEqual({ created: 0, updated: 0, unchanged: 1 });
  });

  it('creates each product once when several requests name it at once, in any order', async () => {
    const products = Array.from({ length: 200 }, (_, i) => ({ sku: `new-${i}`, name: `New ${i}`, price: i }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => upsert(...(i % 2 ? products : products.toReversed()))),
    );
    expect(answers.filter(({ created }) => created === 200)).toHaveLength(1);
    expect(answers.filter(({ unchanged }) => unchanged === 200)).toHaveLength(5);
  });

  it('gives one answer to one idempotency key', async () => {
    const spoon = new UpsertProducts(
      { products: [{ sku: 'spoon', name: 'A spoon', price: 90 }] },
      { idempotencyKey: 'k' },
    );
    const answers = await Promise.all([shop.execute(spoon), shop.execute(spoon)]);
    expect(answers).toEqual([
      { created: 1, updated: 0, unchanged: 0 },
      { created: 1, updated: 0, unchanged: 0 },
    ]);
  });

  it('is for role catalog only', async () => {
    const command = new UpsertProducts({ products: [cup] });
    await expect(shop.as(undefined).execute(command)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(shop.as({ subject: 's', roles: ['sales'] }).execute(command)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
  });
});
