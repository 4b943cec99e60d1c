import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CustomerRegister } from './customer-register.js';
import { CreateCustomer1763700000000 } from './migrations/1763700000000-create-customer.js';
import { TakeTurns1795270000000 } from './migrations/1795270000000-take-turns.js';

const IDS = Array.from({ length: 12 }, (_, i) => `customer-${i}`);
let database: TestDatabase;
let instances: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () =>
    new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [CreateCustomer1763700000000, TakeTurns1795270000000],
    }).initialize();
  instances = [await open(), await open()];
  await instances[0]!.runMigrations();
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

it('two instances that count orders of the same customers in opposite order neither deadlock nor lose a penny', async () => {
  for (const customerId of IDS)
    await new CustomerRegister(instances[0]!.manager).add({ customerId, name: 'Ada', email: null, country: 'Norway' });
  const batches = Array.from({ length: 40 }, (_, i) =>
    instances[i % 2]!.transaction(async (manager) => {
      const register = new CustomerRegister(manager);
      for (const customerId of i % 2 ? IDS : IDS.toReversed()) await register.addValue(customerId, 5);
    }),
  );
  await Promise.all(batches);
  expect(await instances[0]!.query('SELECT DISTINCT lifetime_value::int AS value FROM customer')).toEqual([
    { value: 200 },
  ]);
});
