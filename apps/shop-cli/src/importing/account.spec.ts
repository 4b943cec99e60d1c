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
const held = (
  state: 'CONFIRMED' | 'CANCELLED' | 'PENDING',
  total: number,
  returns: Record<string, number> = {},
): OrderOutcome => ({
  kind: 'held',
  orderId: 'x',
  state,
  total,
  returns: new Map(Object.entries(returns)),
});
const outcome = (
  orders: Record<string, OrderOutcome>,
  refusedCancellations: Record<string, string> = {},
  notShippedYet: Record<string, Date> = {},
): ImportOutcome => ({
  orders: new Map(Object.entries(orders)),
  refusedCancellations: new Map(Object.entries(refusedCancellations)),
  notShippedYet: new Map(Object.entries(notShippedYet)),
  placed: 0,
  alreadyThere: 0,
  cancelled: 0,
  alreadyCancelled: 0,
  returned: 0,
  alreadyReturned: 0,
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
    expect(rejectionCounts(account.rejections)).toEqual([['cancellation-exceeds-sales', 1]]);
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
      [6, 'cancellation-exceeds-sales', undefined],
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

  const back = fileOf(
    invoice('1', 1, [row(1, 'A', 5, 100), row(2, 'B', 1, 50)]),
    invoice('C2', 2, [row(3, 'A', 1, 100), row(4, 'A', 2, 100), row(5, 'B', 2, 50)]),
    invoice('3', 3, [row(6, 'D', 1, 70)]),
    invoice('C4', 4, [row(7, 'D', 1, 70)]),
  );

  it('follows rows to what came back, of orders in part and of whole orders that had left', () => {
    const account = takeAccount(
      back,
      makePlan(back),
      outcome({ '1': held('CONFIRMED', 550, { C2: 300, 'by hand': 50 }), '3': held('CONFIRMED', 70, { C4: 70 }) }),
    );
    expect(account).toMatchObject({
      accepted: 5,
      merged: 1,
      sold: 620,
      cancelled: 0,
      returned: 370,
      shop: { sold: 620, cancelled: 0, returned: 370 },
      invoices: { accepted: 4, rejected: 0 },
    });
    expect(account.rejections).toMatchObject([{ row: 5, reason: 'cancellation-exceeds-sales', quantity: '-2' }]);
    expect(discrepancies(account)).toEqual([]);
  });

  it('does not take a return for done whose parcel has not left, that was refused, or that came to something else', () => {
    const dueAt = new Date('2026-01-01T00:00:00Z');
    const late = takeAccount(
      back,
      makePlan(back),
      outcome({ '1': held('CONFIRMED', 550), '3': held('CONFIRMED', 70) }, { C4: 'some.Code' }, { C2: dueAt }),
    );
    expect(late.rejections.map(({ row: number, reason, detail }) => [number, reason, detail])).toEqual([
      [3, 'not-shipped-yet', 'leaves at 2026-01-01T00:00:00.000Z'],
      [4, 'not-shipped-yet', 'leaves at 2026-01-01T00:00:00.000Z'],
      [5, 'cancellation-exceeds-sales', undefined],
      [7, 'cancellation-refused', 'some.Code'],
    ]);
    expect(discrepancies(late)).toEqual([]);
    const other = takeAccount(
      back,
      makePlan(back),
      outcome({ '1': held('CONFIRMED', 550, { C2: 299 }), '3': held('CANCELLED', 70) }),
    );
    expect(discrepancies(other)).toEqual(['returned: 0 pence by the file, 299 pence by the shop']);
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
