import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saleOf } from '../domain/sale.js';
import { CreateSales1795258800000 } from './migrations/1795258800000-create-sales.js';
import { TakeTurns1795270000000 } from './migrations/1795270000000-take-turns.js';
import { SalesBook } from './sales-book.js';
import { SalesReports } from './sales-reports.js';

const SKUS = Array.from({ length: 12 }, (_, i) => `sku-${i}`);
const sale = (skus: readonly string[]) =>
  saleOf({
    placedAt: new Date('2011-01-04T10:00:00Z'),
    country: 'Norway',
    total: skus.length * 5,
    lines: skus.map((sku) => ({ sku, quantity: 1, unitPrice: 5 })),
  });
let database: TestDatabase;
let instances: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () =>
    new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [CreateSales1795258800000, TakeTurns1795270000000],
    }).initialize();
  instances = [await open(), await open()];
  await instances[0]!.runMigrations();
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

it('two instances that book orders of one day in opposite order neither deadlock nor lose a penny', async () => {
  const batches = Array.from({ length: 40 }, (_, i) =>
    instances[i % 2]!.transaction(async (manager) => {
      const book = new SalesBook(manager);
      for (const sku of i % 2 ? SKUS : SKUS.toReversed()) await book.add(sale([sku]));
      await book.add(sale(SKUS));
      await book.takeBack(sale(SKUS));
    }),
  );
  await Promise.all(batches);
  const { rows, total } = await new SalesReports(instances[0]!.manager).read('PRODUCT', {}, 100);
  expect(total).toEqual({ orders: 480, units: 480, revenue: 2400 });
  expect(new Set(rows.map(({ units }) => units))).toEqual(new Set([40]));
});

it('refuses to take back what was never sold', async () => {
  await new SalesBook(instances[0]!.manager).add(sale(['lamp']));
  const twice = Array.from({ length: 2 }, () => new SalesBook(instances[0]!.manager).takeBack(sale([...SKUS, 'lamp'])));
  await expect(Promise.all(twice)).rejects.toMatchObject({ code: '23514' });
});
