import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { startTestShop, type TestShop } from './running-shop.js';

interface SalesReport {
  readonly rows: readonly { readonly key: string; readonly units: number }[];
  readonly total: { readonly orders: number; readonly units: number; readonly revenue: number };
}

const SOLD = { orders: 6, units: 9, revenue: 9000 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** Places eight orders and cancels two of them. */
async function sell({ staff }: TestShop): Promise<void> {
  await fillShop(staff, ['CUP', 'JUG']);
  const orderIds = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      placeOrder(staff, {
        customerId: 'ada',
        lines: [{ sku: 'CUP', quantity: 1 }, ...(index % 2 ? [{ sku: 'JUG', quantity: 1 }] : [])],
      }),
    ),
  );
  await Promise.all(orderIds.map((orderId) => orderIn(staff, orderId, 'CONFIRMED')));
  for (const orderId of orderIds.slice(0, 2))
    await staff.data('mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }', { orderId });
}

/** The report, once it has caught up. */
async function reportOf({ staff }: TestShop, by: string): Promise<SalesReport> {
  const query = `query ($by: SalesReportBy!) { salesReport(by: $by) { rows { key units } total { orders units revenue } } }`;
  return eventually(
    async () => (await staff.data<{ salesReport: SalesReport }>(query, { by })).salesReport,
    ({ total }) => total.orders === SOLD.orders && total.units === SOLD.units,
  );
}

it('shows what was sold, also when it is added to a shop that has already run', async () => {
  const before = await startTestShop({ database });
  try {
    await sell(before);
    expect((await reportOf(before, 'PRODUCT')).total).toEqual(SOLD);
  } finally {
    await before.stop();
  }
  // As if it had never been there: its tables, its cursors, its place in every journal.
  await database.query('DROP SCHEMA reporting CASCADE');

  const after = await startTestShop({ database });
  try {
    expect(await reportOf(after, 'COUNTRY')).toEqual({ rows: [{ key: 'United Kingdom', units: 9 }], total: SOLD });
    expect((await reportOf(after, 'PRODUCT')).rows).toEqual([
      { key: 'CUP', units: 6 },
      { key: 'JUG', units: 3 },
    ]);
    expect((await reportOf(after, 'DAY')).rows).toHaveLength(1);
  } finally {
    await after.stop();
  }
});
