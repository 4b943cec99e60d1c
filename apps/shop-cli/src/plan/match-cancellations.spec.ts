import { describe, expect, it } from 'vitest';
import type { Invoice } from '../retail-file/read-retail-file.js';
import { invoice, row } from './invoices.fixture.js';
import { matchCancellations, type Sale } from './match-cancellations.js';

const sale = (of: Invoice): Sale => ({
  invoice: of,
  orders: [{ reference: of.number, customerId: of.customer, time: of.time, rows: of.rows, total: 0 }],
});
const match = (cancellations: Invoice[], sales: Invoice[]) => {
  const { matched, unmatched } = matchCancellations(cancellations, sales.map(sale));
  return {
    matched: matched.map(({ reference, orders }) => [reference, ...orders.map((order) => order.reference)]),
    unmatched: unmatched.map((each) => [each.invoice.number, each.reason]),
  };
};
const lines = [row(1, 'A', 2, 150), row(2, 'B', 1, 100)];

describe('a cancellation', () => {
  it('belongs to the earlier sale of the customer with exactly its lines, in whatever sequence', () => {
    const cancellation = invoice('C9', 9, [row(3, 'B', 1, 100), row(4, 'A', 1, 150), row(5, 'A', 1, 150)]);
    expect(match([cancellation], [invoice('1', 1, lines)])).toEqual({ matched: [['C9', '1']], unmatched: [] });
  });

  it.each([
    ['part of the lines', invoice('C9', 9, [row(3, 'A', 2, 150)])],
    ['part of a quantity', invoice('C9', 9, [row(3, 'A', 1, 150), row(4, 'B', 1, 100)])],
    ['another price', invoice('C9', 9, [row(3, 'A', 2, 149), row(4, 'B', 1, 100)])],
    ['another customer', invoice('C9', 9, lines, '8')],
    ['an earlier date', invoice('C9', 1, lines)],
  ])('with %s has no original', (_, cancellation) => {
    expect(match([cancellation], [invoice('1', 2, lines)])).toEqual({
      matched: [],
      unmatched: [['C9', 'cancellation-no-original']],
    });
  });

  it('takes the latest of several equal sales, and each sale is cancelled once', () => {
    const sales = [invoice('1', 1, lines), invoice('2', 2, lines), invoice('5', 5, lines)];
    const cancellations = [invoice('C3', 3, lines), invoice('C4', 4, lines), invoice('C45', 4, lines)];
    expect(match(cancellations, sales)).toEqual({
      matched: [
        ['C3', '2'],
        ['C4', '1'],
      ],
      unmatched: [['C45', 'cancellation-no-original']],
    });
  });

  it("without customer is nobody's, even when lines agree", () => {
    expect(match([invoice('C9', 9, lines, '')], [invoice('1', 1, lines, '')]).unmatched).toEqual([
      ['C9', 'cancellation-anonymous'],
    ]);
  });
});
