import { afterAll, beforeAll, expect, it } from 'vitest';
import { contexts as known } from '../src/contexts.js';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { startTestShop, type TestShop } from './running-shop.js';

interface Told {
  readonly contexts: readonly { readonly name: string; readonly about: string; readonly schema: string }[];
  readonly subscriptions: readonly {
    readonly name: string;
    readonly publishers: readonly { readonly publisher: string; readonly lag: number }[];
  }[];
  readonly facts: readonly {
    readonly title: string;
    readonly facts: readonly { readonly name: string; readonly value: number }[];
  }[];
}

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  await fillShop(shop.staff, ['MUG']);
});
afterAll(() => shop?.stop());

const told = async (): Promise<Told> => (await fetch(`${shop.instances[0]!.url}/status.json`)).json() as Promise<Told>;
const lagOf = ({ subscriptions }: Told, name: string): number =>
  subscriptions.filter((each) => each.name === name).flatMap(({ publishers }) => publishers)[0]!.lag;

it('the index page knows every context of the shop, its schema and what it is for', async () => {
  const { contexts } = await told();
  expect(contexts.map(({ name }) => name)).toEqual(Object.keys(known).sort());
  for (const { name, about, schema } of contexts) {
    expect(about).toMatch(/^[A-Z].*\.$/);
    expect(schema).toBe(name);
  }
});

it('the index page counts orders by state, and what a subscription has still to handle', async () => {
  const pool = shop.instances[0]!.shop.runtime.databases.get('reporting')!.pool;
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE subscription_cursor IN EXCLUSIVE MODE');
  const orderIds = [];
  for (let n = 0; n < 3; n++)
    orderIds.push(await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku: 'MUG', quantity: 1 }] }));
  for (const orderId of orderIds) await orderIn(shop.staff, orderId, 'CONFIRMED');
  await eventually(told, (now) => lagOf(now, 'project-sales') === 3);
  await client.query('COMMIT');
  client.release();
  const { facts } = await eventually(
    told,
    (now) => lagOf(now, 'project-sales') === 0 && now.facts[0]!.facts[1]!.value === 3,
  );
  expect(facts).toEqual([
    {
      title: 'Orders',
      facts: [
        { name: 'Pending', value: 0 },
        { name: 'Confirmed', value: 3 },
        { name: 'Rejected', value: 0 },
        { name: 'Cancelled', value: 0 },
      ],
    },
  ]);
});
