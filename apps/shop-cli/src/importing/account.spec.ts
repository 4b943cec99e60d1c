import { describe, expect, it } from 'vitest';
import { fileOf, invoice, row } from '../plan/invoices.fixture.js';
import { makePlan } from '../plan/make-plan.js';
import { discrepancies, rejectionCounts, takeAccount } from './account.js';
import type { ImportOutcome, OrderOutcome } from './outcome.js';

const file = fileOf(
  invoice('1', 1, [row(1, 'A', 1, 100), row(2, 'A', 2, 100), row(3, 'B', 1, 50)]),
  invoice('2', 2, [row(4, 'B', 1, 50)]),
  invoice('C3', 3, [row(5, 'B', 1, 50)]),
  invoice('C4', 4, [row(6, 'B', 7, 50)]),
);
const plan = makePlan(file);
const held = (state: 'CONFIRMED' | 'CANCELLED' | 'PENDING', total: number): OrderOutcome => ({
  kind: 'held',
  orderId: 'x',
  state,
  total,
});
const outcome = (
  orders: Record<string, OrderOutcome>,
  refusedCancellations: Record<string, string> = {},
): ImportOutcome => ({
  orders: new Map(Object.entries(orders)),
  refusedCancellations: new Map(Object.entries(refusedCancellations)),
  placed: 0,
  alreadyThere: 0,
  cancelled: 0,
  alreadyCancelled: 0,
  preparation: undefined,
});

describe('an account', () => {
  it('follows every row to an order, a merged line, a cancellation or a reason', () => {
    const account = takeAccount(file, plan, outcome({ '1': held('CONFIRMED', 350), '2': held('CANCELLED', 50) }));
    expect(account).toMatchObject({
      rows: 6,
      accepted: 4,
      merged: 1,
      invoices: { total: 4, accepted: 3, rejected: 1 },
      sold: 400,
      cancelled: 50,
      shop: { sold: 400, cancelled: 50 },
    });
    expect(rejectionCounts(account.rejections)).toEqual([['cancellation-no-original', 1]]);
    expect(discrepancies(account)).toEqual([]);
  });

  it('counts rows of refused and rejected orders, and the cancellations that hang on them, as rejected', () => {
    const account = takeAccount(
      file,
      plan,
      outcome({
        '1': { kind: 'refused', code: 'orders.ClosedCustomer' },
        '2': { kind: 'rejected', reason: 'out of stock: B' },
      }),
    );
    expect(account).toMatchObject({ accepted: 0, merged: 0, sold: 0, cancelled: 0 });
    expect(account.rejections.map(({ row: number, reason, detail }) => [number, reason, detail])).toEqual([
      [1, 'order-refused', 'orders.ClosedCustomer'],
      [2, 'order-refused', 'orders.ClosedCustomer'],
      [3, 'order-refused', 'orders.ClosedCustomer'],
      [4, 'order-rejected', 'out of stock: B'],
      [5, 'original-not-held', undefined],
      [6, 'cancellation-no-original', undefined],
    ]);
    expect(discrepancies(account)).toEqual([]);
  });

  it('does not take a cancellation for done that the shop refused', () => {
    const account = takeAccount(
      file,
      plan,
      outcome({ '1': held('CONFIRMED', 350), '2': held('CONFIRMED', 50) }, { C3: 'orders.OrderNotCancellable' }),
    );
    expect(account).toMatchObject({ accepted: 3, merged: 1, sold: 400, cancelled: 0 });
    expect(account.rejections[0]).toMatchObject({
      row: 5,
      reason: 'cancellation-refused',
      detail: 'orders.OrderNotCancellable',
      quantity: '-1',
    });
  });

  it('says what does not add up', () => {
    const account = takeAccount(
      { ...file, rowCount: 7 },
      plan,
      outcome({ '1': held('PENDING', 351), '2': held('CANCELLED', 50) }),
    );
    expect(discrepancies(account)).toEqual([
      '6 rows are accounted for, the file has 7',
      'sold: 400 pence by the file, 401 pence by the shop',
      '1 orders are still pending',
    ]);
  });
});
