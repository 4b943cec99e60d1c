import { describe, expect, it, onTestFinished } from 'vitest';
import { currentCall, provideCurrentCall, type CurrentCall } from '../index.js';

describe('currentCall', () => {
  it('returns the call that the runtime provides, read again on every access', () => {
    let call = { message: 'orders.PlaceOrder' } as CurrentCall;
    onTestFinished(provideCurrentCall(() => call));
    expect(currentCall()).toBe(call);
    call = { message: 'orders.CancelOrder' } as CurrentCall;
    expect(currentCall().message).toBe('orders.CancelOrder');
  });

  it('says what to do when there is no call', () => {
    onTestFinished(provideCurrentCall(() => undefined));
    expect(() => currentCall()).toThrow(/outside a handler\. Read it in the handler/);
  });
});
