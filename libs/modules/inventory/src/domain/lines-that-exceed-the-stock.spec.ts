import { describe, expect, it } from 'vitest';
import { linesThatExceedTheStock } from './lines-that-exceed-the-stock.js';

const stock = new Map([
  ['cup', 2],
  ['plate', 10],
]);

describe('lines that exceed the stock', () => {
  it('there are none when every line can be had, to the last unit', () => {
    expect(
      linesThatExceedTheStock(
        [
          { sku: 'cup', quantity: 2 },
          { sku: 'plate', quantity: 1 },
        ],
        stock,
      ),
    ).toEqual([]);
  });

  it('say what was asked for and what there is, by sku', () => {
    const lines = [
      { sku: 'spoon', quantity: 1 },
      { sku: 'plate', quantity: 10 },
      { sku: 'cup', quantity: 3 },
    ];
    expect(linesThatExceedTheStock(lines, stock)).toEqual([
      { sku: 'cup', requested: 3, available: 2 },
      { sku: 'spoon', requested: 1, available: 0 },
    ]);
  });
});
