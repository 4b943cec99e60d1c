import { contractFaults, decodeMessage, definitionOf, encodeMessage } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { OrderShipped, shipping } from './index.js';

const orderId = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';

describe('the contract of shipping', () => {
  it('has no fault', () => {
    expect(contractFaults(shipping)).toEqual([]);
  });

  it('survives the wire, and orders its events by order', () => {
    const shipped = new OrderShipped({ orderId, lines: [{ sku: 'LAMP', quantity: 2 }], shippedAt: new Date() });
    expect(decodeMessage(OrderShipped, encodeMessage(shipped))).toEqual(shipped);
    expect(definitionOf(shipped)!.key!(shipped as never)).toBe(orderId);
  });
});
