import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { describe, expect, it } from 'vitest';
import { changeOfLifetimeValue } from './lifetime-value.js';

const order = {
  orderId: '4dc3b9a1-6f5c-4f0a-9f6e-0d3b0d3c2a11',
  customerId: '17850',
  lines: [{ sku: 'cup', quantity: 3, unitPrice: 250 }],
  total: 750,
  placedAt: new Date('2011-01-04T10:00:00Z'),
};

describe("a customer's lifetime value", () => {
  it('grows with a confirmed order', () => {
    expect(changeOfLifetimeValue(new OrderConfirmed(order))).toBe(750);
  });

  it('shrinks when a confirmed order is cancelled', () => {
    expect(changeOfLifetimeValue(new OrderCancelled({ ...order, wasConfirmed: true }))).toBe(-750);
  });

  it('shrinks by what is returned', () => {
    const returned = new OrderReturned({
      ...order,
      amount: 250,
      returnId: '0b4cc9b7-5c3c-4a9c-8d0d-2f6c8a9d1e22',
      country: 'France',
      returnedAt: new Date('2011-01-09T10:00:00Z'),
    });
    expect(changeOfLifetimeValue(returned)).toBe(-250);
  });

  it('never counted an order that was cancelled before it was confirmed', () => {
    expect(changeOfLifetimeValue(new OrderCancelled({ ...order, wasConfirmed: false }))).toBe(0);
  });
});
