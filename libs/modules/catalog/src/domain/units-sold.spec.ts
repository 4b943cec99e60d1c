import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { describe, expect, it } from 'vitest';
import { changesOfUnitsSold } from './units-sold.js';

const order = {
  orderId: '4dc3b9a1-6f5c-4f0a-9f6e-0d3b0d3c2a11',
  customerId: '17850',
  lines: [{ sku: 'cup', quantity: 3, unitPrice: 250 }],
  total: 750,
  placedAt: new Date('2011-01-04T10:00:00Z'),
};

describe('units sold', () => {
  it('grow when an order is confirmed', () => {
    expect(changesOfUnitsSold(new OrderConfirmed(order))).toEqual([{ sku: 'cup', units: 3 }]);
  });

  it('shrink when a confirmed order is cancelled', () => {
    const cancelled = new OrderCancelled({ ...order, wasConfirmed: true });
    expect(changesOfUnitsSold(cancelled)).toEqual([{ sku: 'cup', units: -3 }]);
  });

  it('shrink by what comes back', () => {
    const returned = new OrderReturned({
      ...order,
      lines: [{ sku: 'cup', quantity: 1, unitPrice: 250 }],
      amount: 250,
      returnId: '0b4cc9b7-5c3c-4a9c-8d0d-2f6c8a9d1e22',
      country: 'France',
      returnedAt: new Date('2011-01-09T10:00:00Z'),
    });
    expect(changesOfUnitsSold(returned)).toEqual([{ sku: 'cup', units: -1 }]);
  });

  it('never counted an order that was cancelled before it was confirmed', () => {
    expect(changesOfUnitsSold(new OrderCancelled({ ...order, wasConfirmed: false }))).toEqual([]);
  });
});
