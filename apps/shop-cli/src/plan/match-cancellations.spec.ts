import { describe, expect, it } from 'vitest';
import type { Invoice } from '../retail-file/read-retail-file.js';
import { invoice, row } from './invoices.fixture.js';
import { matchCancellations } from './match-cancellations.js';
import type { Sale } from './sale.js';

const sale = (of: Invoice): Sale => ({
  invoice: of,
  orders: [{ reference: of.number, customerId: of.customer, time: of.time, rows: of.rows, total: 0 }],
});
const match = (cancellations: Invoice[], sales: Invoice[]) => {
  const plan = matchCancellations(cancellations, sales.map(sale));
  return {
    cancelled: plan.cancellations.map(({ reference, orders }) => [
      reference,
      ...orders.map((order) => order.reference),
    ]),
    returned: plan.returns.flatMap(({ reference, parts }) =>
      parts.map(({ order, lines, amount }) => [
        reference,
        order.reference,
        lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', '),
        amount,
      ]),
    ),
    leftOut: plan.leftOut.map((each) => [each.invoice.number, each.rows.length, each.reason]),
  };
};
const lines = [row(1, 'A', 2, 150), row(2, 'B', 1, 100)];

describe('a cancellation', () => {
  it('of exactly the lines of an earlier sale, in whatever sequence, cancels that sale', () => {
    const cancellation = invoice('C9', 9, [row(3, 'B', 1, 100), row(4, 'A', 1, 150), row(5, 'A', 1, 150)]);
    expect(match([cancellation], [invoice('1', 1, lines)])).toEqual({
      cancelled: [['C9', '1']],
      returned: [],
      leftOut: [],
    });
  });

  it('takes the latest of several equal sales, and each sale is cancelled once', () => {
    const sales = [invoice('1', 1, lines), invoice('2', 2, lines), invoice('5', 5, lines)];
    const cancellations = [invoice('C3', 3, lines), invoice('C4', 4, lines), invoice('C45', 4, lines)];
    expect(match(cancellations, sales)).toEqual({
      cancelled: [
        ['C3', '2'],
        ['C4', '1'],
      ],
      returned: [],
      leftOut: [['C45', 2, 'cancellation-exceeds-sales']],
    });
  });

  it('of part of the lines, or part of a quantity, takes that back', () => {
    const cancellations = [invoice('C8', 8, [row(3, 'A', 1, 150)]), invoice('C9', 9, [row(4, 'B', 1, 100)])];
    expect(match(cancellations, [invoice('1', 1, lines)])).toEqual({
      cancelled: [],
      returned: [
        ['C8', '1', '1 A', 150],
        ['C9', '1', '1 B', 100],
      ],
      leftOut: [],
    });
  });

  it('takes back from the latest sales first, from several if need be, never more than is left', () => {
    const sales = [
      invoice('1', 1, [row(1, 'A', 2, 150)]),
      invoice('2', 2, [row(2, 'A', 2, 150), row(3, 'B', 1, 100)]),
      invoice('5', 5, [row(4, 'A', 9, 150)]),
    ];
    const cancellations = [
      invoice('C3', 3, [row(5, 'A', 3, 150)]),
      invoice('C4', 4, [row(6, 'A', 2, 150), row(7, 'A', 1, 150), row(8, 'B', 1, 100)]),
    ];
    expect(match(cancellations, sales)).toEqual({
      cancelled: [],
      returned: [
        ['C3', '2', '2 A', 300],
        ['C3', '1', '1 A', 150],
        ['C4', '1', '1 A', 150],
        ['C4', '2', '1 B', 100],
      ],
      leftOut: [['C4', 1, 'cancellation-exceeds-sales']],
    });
  });

  it('merges rows of one product into one line of a return', () => {
    const cancellation = invoice('C9', 9, [row(3, 'A', 1, 150), row(4, 'A', 2, 150)]);
    expect(match([cancellation], [invoice('1', 1, [row(1, 'A', 5, 150)])]).returned).toEqual([['C9', '1', '3 A', 450]]);
  });

  it('does not cancel a sale of which something came back, nor takes back of one that was cancelled', () => {
    const sales = [invoice('1', 1, lines), invoice('2', 2, [row(3, 'D', 2, 70)])];
    const cancellations = [
      invoice('C3', 3, [row(4, 'A', 1, 150)]),
      invoice('C4', 4, lines),
      invoice('C5', 5, [row(5, 'D', 2, 70)]),
      invoice('C6', 6, [row(6, 'D', 1, 70)]),
    ];
    expect(match(cancellations, sales)).toEqual({
      cancelled: [['C5', '2']],
      returned: [
        ['C3', '1', '1 A', 150],
        ['C4', '1', '1 B', 100],
      ],
      leftOut: [
        ['C4', 1, 'cancellation-exceeds-sales'],
        ['C6', 1, 'cancellation-exceeds-sales'],
      ],
    });
  });

  it.each([
    ['another price', invoice('C9', 9, [row(3, 'A', 2, 149)])],
    ['another customer', invoice('C9', 9, [row(3, 'A', 2, 150)], '8')],
    ['an earlier date', invoice('C9', 1, [row(3, 'A', 2, 150)])],
  ])('with %s has no original', (_, cancellation) => {
    expect(match([cancellation], [invoice('1', 2, lines)])).toEqual({
      cancelled: [],
      returned: [],
      leftOut: [['C9', 1, 'cancellation-no-original']],
    });
  });

  it('without customer belongs to no customer, even when lines agree', () => {
    expect(match([invoice('C9', 9, lines, '')], [invoice('1', 1, lines, '')]).leftOut).toEqual([
      ['C9', 2, 'cancellation-anonymous'],
    ]);
  });

  it('is decided by what came before it alone, so that a longer file decides the same', () => {
    const sales = [invoice('1', 1, lines)];
    const first = invoice('C3', 3, [row(4, 'A', 1, 150)]);
    const both = match([first, invoice('C4', 4, lines)], [...sales, invoice('5', 5, lines)]);
    expect(both.returned).toEqual(expect.arrayContaining(match([first], sales).returned));
  });

  // Each of them looks for its original among all sales: the square of this would not end within the time of a test.
  it('is found in a file with as many sales and cancellations that look the same', () => {
    const count = 100_000;
    const each = (prefix: string, day: number, quantity: number) =>
      Array.from({ length: count }, (_, index) => invoice(`${prefix}${index}`, day, [row(index, 'A', quantity, 150)]));
    const whole = matchCancellations(each('C', 2, 3), each('', 1, 3).map(sale));
    expect(whole.cancellations).toHaveLength(count);
    const parts = matchCancellations(each('C', 2, 2), each('', 1, 3).map(sale));
    expect(parts.returns).toHaveLength(count);
    const tooMany = matchCancellations(each('C', 2, 300_001), each('', 1, 3).map(sale));
    expect(tooMany.leftOut).toHaveLength(count);
    const oneOfMany = invoice(
      'C1',
      2,
      Array.from({ length: count }, (_, index) => row(index, 'A', 300_001, 150)),
    );
    expect(matchCancellations([oneOfMany], each('', 1, 3).map(sale)).leftOut).toMatchObject([
      { rows: { length: count } },
    ]);
  });
});
