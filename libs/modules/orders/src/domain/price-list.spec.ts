import { DiscontinuedProducts, OrderTooLarge, UnknownProducts } from '@contracts/orders';
import { describe, expect, it } from 'vitest';
import { PriceList, totalOf } from './price-list.js';
import { MAX_ORDER_TOTAL } from './rules/an-order-has-an-upper-limit.js';

const prices = new PriceList([
  { sku: 'LAMP', price: 1250, discontinued: false },
  { sku: 'MUG', price: 295, discontinued: false },
  { sku: 'OLD', price: 100, discontinued: true },
]);

describe('pricing an order', () => {
  it('takes the price of the catalogue, or the agreed one', () => {
    expect(
      prices.price([
        { sku: 'LAMP', quantity: 2 },
        { sku: 'MUG', quantity: 10, agreedPrice: 250 },
      ]),
    ).toEqual([
      { sku: 'LAMP', quantity: 2, unitPrice: 1250 },
      { sku: 'MUG', quantity: 10, unitPrice: 250 },
    ]);
  });

  it('takes an agreed price of nothing for what it is', () => {
    expect(prices.price([{ sku: 'MUG', quantity: 1, agreedPrice: 0 }])).toEqual([
      { sku: 'MUG', quantity: 1, unitPrice: 0 },
    ]);
  });

  it('names every product that it does not know', () => {
    const price = () => prices.price(['LAMP', 'A', 'B'].map((sku) => ({ sku, quantity: 1 })));
    expect(price).toThrow(UnknownProducts);
    expect(price).toThrow('There is no product A, B.');
  });

  it('refuses what is no longer sold, also at an agreed price', () => {
    expect(() => prices.price([{ sku: 'OLD', quantity: 1, agreedPrice: 1 }])).toThrow(DiscontinuedProducts);
  });
});

describe('the total of an order', () => {
  it('is the sum of its lines in pence', () => {
    expect(
      totalOf([
        { sku: 'LAMP', quantity: 2, unitPrice: 1250 },
        { sku: 'MUG', quantity: 10, unitPrice: 250 },
      ]),
    ).toBe(5000);
  });

  it('may reach the limit but not pass it', () => {
    const line = { sku: 'LAMP', quantity: 1, unitPrice: MAX_ORDER_TOTAL };
    expect(totalOf([line])).toBe(MAX_ORDER_TOTAL);
    expect(() => totalOf([line, { sku: 'MUG', quantity: 1, unitPrice: 1 }])).toThrow(OrderTooLarge);
  });

  it('is refused, not rounded, where numbers stop being exact', () => {
    const line = { sku: 'LAMP', quantity: 1_000_000, unitPrice: Number.MAX_SAFE_INTEGER };
    expect(() => totalOf([line])).toThrow(OrderTooLarge);
  });
});
