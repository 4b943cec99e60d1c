import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Assortment } from './assortment.js';
import { CreateProduct1763700000000 } from './migrations/1763700000000-create-product.js';
import { TakeTurns1795270000000 } from './migrations/1795270000000-take-turns.js';

const SKUS = Array.from({ length: 12 }, (_, i) => `sku-${i}`);
let database: TestDatabase;
let instances: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () =>
    new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [CreateProduct1763700000000, TakeTurns1795270000000],
    }).initialize();
  instances = [await open(), await open()];
  await instances[0]!.runMigrations();
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

it('two instances that count sales of the same products in opposite order neither deadlock nor lose a unit', async () => {
  await new Assortment(instances[0]!.manager).save(SKUS.map((sku) => ({ sku, name: sku, price: 1 })));
  const batches = Array.from({ length: 40 }, (_, i) =>
    instances[i % 2]!.transaction(async (manager) => {
      const assortment = new Assortment(manager);
      for (const sku of i % 2 ? SKUS : SKUS.toReversed()) await assortment.countSales([{ sku, units: 2 }]);
    }),
  );
  await Promise.all(batches);
  expect(await instances[0]!.query('SELECT DISTINCT units_sold::int FROM product')).toEqual([{ units_sold: 80 }]);
});
