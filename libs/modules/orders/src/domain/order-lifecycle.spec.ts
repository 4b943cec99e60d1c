import { OrderState } from '@contracts/orders';
import { describe, expect, it } from 'vitest';
import { allows, cancellation, confirmation, rejection } from './order-lifecycle.js';

describe('the life of an order', () => {
  it('is decided once: only a pending order is confirmed or rejected', () => {
    for (const decision of [confirmation, rejection])
      expect(OrderState.options.filter((state) => allows(decision, state))).toEqual(['PENDING']);
  });

  it('may be called off until it is final', () => {
    expect(OrderState.options.filter((state) => allows(cancellation, state))).toEqual(['PENDING', 'CONFIRMED']);
  });

  it('never leaves a final state', () => {
    const ways = [confirmation, rejection, cancellation];
    for (const final of ['REJECTED', 'CANCELLED'] as const) expect(ways.some((way) => allows(way, final))).toBe(false);
  });
});
