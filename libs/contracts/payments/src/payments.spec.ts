import { contractFaults, decodeMessage, definitionOf, encodeMessage } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { CaptureRequested, PaymentCaptured, PaymentDeclined, payments } from './index.js';

const orderId = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';

describe('the contract of payments', () => {
  it('has no fault', () => {
    expect(contractFaults(payments)).toEqual([]);
  });

  it('survives the wire', () => {
    const requested = new CaptureRequested({ orderId, amount: 0, method: 'card' });
    expect(decodeMessage(CaptureRequested, encodeMessage(requested))).toEqual(requested);
  });

  it('orders its events by order', () => {
    for (const event of [
      new PaymentCaptured({ orderId, amount: 1530 }),
      new PaymentDeclined({ orderId, reason: 'card declined' }),
    ])
      expect(definitionOf(event)!.key!(event as never)).toBe(orderId);
  });
});
