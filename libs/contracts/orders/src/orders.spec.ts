import { contractFaults, decodeMessage, definitionOf, encodeMessage, InvalidMessageError } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { CancelOrder, ListOrders, OrderPlaced, orders, PlaceOrder } from './index.js';

const orderId = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
const line = { sku: '85123A', quantity: 6 };

describe('the contract of orders', () => {
  it('has no fault', () => {
    expect(contractFaults(orders)).toEqual([]);
  });

  it('survives the wire, dates included', () => {
    const command = new PlaceOrder(
      { customerId: '17850', lines: [{ ...line, agreedPrice: 255 }], placedAt: new Date('2010-12-01T08:26:00Z') },
      { idempotencyKey: '536365' },
    );
    expect(decodeMessage(PlaceOrder, encodeMessage(command), '536365')).toEqual(command);
  });

  it('orders its events by order', () => {
    const placed = new OrderPlaced({
      orderId,
      customerId: '17850',
      lines: [{ ...line, unitPrice: 255 }],
      total: 1530,
      paymentMethod: 'card',
      placedAt: new Date(),
    });
    expect(decodeMessage(OrderPlaced, encodeMessage(placed))).toEqual(placed);
    expect(definitionOf(placed)!.key!(placed as never)).toBe(orderId);
  });

  it('is paid by card unless something else is said', () => {
    expect(new PlaceOrder({ customerId: '17850', lines: [line] }).paymentMethod).toBe('card');
  });

  it.each([
    ['no line', { lines: [] }],
    ['2,001 lines', { lines: Array.from({ length: 2001 }, (_, i) => ({ sku: `S${i}`, quantity: 1 })) }],
    ['a product twice', { lines: [line, { ...line, sku: ' 85123A ' }] }],
    ['quantity 0', { lines: [{ ...line, quantity: 0 }] }],
    ['quantity -1', { lines: [{ ...line, quantity: -1 }] }],
    ['quantity 1.5', { lines: [{ ...line, quantity: 1.5 }] }],
    ['quantity 2^31', { lines: [{ ...line, quantity: 2 ** 31 }] }],
    ['a negative price', { lines: [{ ...line, agreedPrice: -1 }] }],
    ['a price beyond exact integers', { lines: [{ ...line, agreedPrice: 2 ** 53 }] }],
    ['a payment method with spaces', { paymentMethod: 'my card' }],
    ['an empty reference', { reference: ' ' }],
    ['half a surrogate pair', { reference: 'a\ud800' }],
    ['an impossible date', { placedAt: new Date(Number.NaN) }],
  ])('refuses an order with %s', (_, part) => {
    expect(() => new PlaceOrder({ customerId: '17850', lines: [line], ...part })).toThrow(InvalidMessageError);
  });

  it('refuses ids, reasons and cursors that cannot be', () => {
    expect(() => new CancelOrder({ orderId: '17' })).toThrow(InvalidMessageError);
    expect(() => new CancelOrder({ orderId, reason: 'x'.repeat(201) })).toThrow(InvalidMessageError);
    expect(() => new ListOrders({ after: 'nonsense' })).toThrow(InvalidMessageError);
    expect(() => new ListOrders({ first: 101 })).toThrow(InvalidMessageError);
  });
});
