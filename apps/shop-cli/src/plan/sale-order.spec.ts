import { describe, expect, it } from 'vitest';
import { row } from './invoices.fixture.js';
import { mergeLines, sortedRows, splitIntoOrders, totalOf } from './sale-order.js';

const split = (...rows: Parameters<typeof row>[]) => splitIntoOrders(sortedRows(rows.map((each) => row(...each))));

describe('the rows of an invoice', () => {
  it('become one order whose lines merge rows with the same product and price', () => {
    const [order, ...others] = split([1, 'B', 1, 100], [2, 'A', 2, 150], [3, 'B', 4, 100]);
    expect(others).toEqual([]);
    expect(mergeLines(order!)).toEqual([
      { sku: 'A', quantity: 2, agreedPrice: 150 },
      { sku: 'B', quantity: 5, agreedPrice: 100 },
    ]);
  });

  it('become a second order for a product at a second price, and no row is lost', () => {
    const orders = split([1, 'A', 1, 200], [2, 'B', 1, 50], [3, 'A', 1, 150], [4, 'A', 3, 200]);
    expect(orders.map(mergeLines)).toEqual([
      [
        { sku: 'A', quantity: 1, agreedPrice: 150 },
        { sku: 'B', quantity: 1, agreedPrice: 50 },
      ],
      [{ sku: 'A', quantity: 4, agreedPrice: 200 }],
    ]);
    expect(orders.map(totalOf)).toEqual([200, 800]);
  });

  it('give the same orders in whatever sequence they stand', () => {
    const lines = (...rows: Parameters<typeof row>[]) => split(...rows).map(mergeLines);
    expect(lines([1, 'A', 1, 200], [2, 'B', 9, 5], [3, 'A', 1, 150])).toEqual(
      lines([1, 'A', 1, 150], [2, 'A', 1, 200], [3, 'B', 9, 5]),
    );
  });

  it('are spread over orders of at most 2,000 lines', () => {
    const rows = Array.from({ length: 4_001 }, (_, index): Parameters<typeof row> => [index + 1, `S${index}`, 1, 1]);
    expect(split(...rows).map((order) => order.length)).toEqual([2_000, 2_000, 1]);
  });

  it('are spread where a merged quantity or the total would pass the limit of an order', () => {
    expect(split([1, 'A', 600_000, 1], [2, 'A', 600_000, 1])).toHaveLength(2);
    expect(split([1, 'A', 6_000, 1_000_000], [2, 'B', 6_000, 1_000_000])).toHaveLength(2);
  });
});
