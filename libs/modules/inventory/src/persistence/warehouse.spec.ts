import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CreateStock1763700000000 } from './migrations/1763700000000-create-stock.js';
import { ShipStock1795258800000 } from './migrations/1795258800000-ship-stock.js';
import { TakeTurns1795270000000 } from './migrations/1795270000000-take-turns.js';
import { Warehouse } from './warehouse.js';

const SKUS = Array.from({ length: 12 }, (_, i) => `sku-${i}`);
let database: TestDatabase;
let instances: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () =>
    new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [CreateStock1763700000000, ShipStock1795258800000, TakeTurns1795270000000],
    }).initialize();
  instances = [await open(), await open()];
  await instances[0]!.runMigrations();
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

/** A batch of orders in one transaction, each with two products in whatever order they come. */
const reserveBatch = (instance: DataSource, orders: readonly (readonly string[])[]) =>
  instance.transaction(async (manager) => {
    const warehouse = new Warehouse(manager);
    for (const skus of orders) {
      await warehouse.takeAvailable(skus);
      const lines = skus.map((sku) => ({ sku, quantity: 1 }));
      await warehouse.reserve(randomUUID(), lines);
    }
  });

it('two instances that reserve the same products in opposite order neither deadlock nor lose a unit', async () => {
  const lines = SKUS.map((sku) => ({ sku, quantity: 10_000 }));
  await new Warehouse(instances[0]!.manager).receive(randomUUID(), undefined, lines);
  const ring = SKUS.map((sku, i) => [sku, SKUS[(i + 1) % SKUS.length]!]);
  const backwards = [...ring.slice(6), ...ring.slice(0, 6)].toReversed();
  const batches = Array.from({ length: 40 }, (_, i) => reserveBatch(instances[i % 2]!, i % 2 ? ring : backwards));
  await Promise.all(batches);

  const stock = await instances[0]!.query('SELECT DISTINCT reserved::int, on_hand::int FROM stock');
  expect(stock).toEqual([{ reserved: 80, on_hand: 10_000 }]);
});

it('the database itself refuses to promise more than there is', async () => {
  const warehouse = new Warehouse(instances[0]!.manager);
  await warehouse.receive(randomUUID(), undefined, [{ sku: 'single', quantity: 1 }]);
  await expect(warehouse.reserve(randomUUID(), [{ sku: 'single', quantity: 2 }])).rejects.toThrow(
    /stock_is_not_promised_twice/,
  );
});
