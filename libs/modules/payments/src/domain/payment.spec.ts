import { describe, expect, it } from 'vitest';
import { moneyHeld, nextStep, stateOf, type Payment } from './payment.js';

const unheardOf: Payment = {
  orderId: '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10',
  customerId: null,
  amount: null,
  method: null,
  stockReserved: false,
  calledOff: false,
  capture: 'none',
  refund: 'none',
  captured: 0,
  returned: 0,
  refunded: 0,
  chargeId: null,
  declineReason: null,
};
const placed = { customerId: 'ann', amount: 1530, method: 'card' };
const reserved = { stockReserved: true };
const calledOff = { calledOff: true };

/** Plays what happens to one order, with the provider answering whenever its turn comes. */
function play(happenings: readonly (Partial<Payment> | 'provider')[], amount = 1530): Payment {
  let payment = unheardOf;
  const become = (change: Partial<Payment>): void => {
    payment = { ...payment, ...change };
    const step = nextStep(payment);
    if (step === 'capture') become({ capture: 'requested' });
    if (step === 'refund') become({ refund: 'requested' });
  };
  for (const happening of [...happenings, 'provider' as const, 'provider' as const])
    if (happening !== 'provider') become(happening === placed ? { ...placed, amount } : happening);
    else if (payment.capture === 'requested') become({ capture: 'captured', captured: amount });
    else if (payment.refund === 'requested') become({ refund: 'refunded', refunded: payment.captured });
  return payment;
}

const orders = <T>(items: readonly T[]): T[][] =>
  items.length === 0 ? [[]] : items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

describe('the money of an order', () => {
  it('is due when the order is placed and its stock reserved, whichever is heard of first', () => {
    expect(nextStep({ ...unheardOf, ...placed })).toBeUndefined();
    expect(nextStep({ ...unheardOf, ...reserved })).toBeUndefined();
    expect(nextStep({ ...unheardOf, ...placed, ...reserved })).toBe('capture');
  });

  it('is asked for once', () => {
    for (const capture of ['requested', 'captured', 'declined'] as const)
      expect(nextStep({ ...unheardOf, ...placed, ...reserved, capture })).toBeUndefined();
  });

  it('is never captured once the order is called off', () => {
    expect(nextStep({ ...unheardOf, ...placed, ...reserved, ...calledOff })).toBeUndefined();
  });

  it('goes back once when the order is called off after the capture', () => {
    const captured = {
      ...unheardOf,
      ...placed,
      ...reserved,
      ...calledOff,
      capture: 'captured',
      captured: 1530,
    } as const;
    expect(nextStep(captured)).toBe('refund');
    expect(nextStep({ ...captured, refund: 'requested' })).toBeUndefined();
    expect(nextStep({ ...captured, refund: 'refunded' })).toBeUndefined();
  });

  it('stays if nothing is called off', () => {
    for (const happenings of orders([placed, reserved, 'provider' as const]))
      expect(stateOf(play(happenings))).toBe('CAPTURED');
  });

  it('is all gone in the end when the order is called off, in whatever order that is heard of', () => {
    for (const happenings of orders([placed, reserved, calledOff, 'provider' as const, 'provider' as const])) {
      const payment = play(happenings);
      expect(['VOIDED', 'REFUNDED']).toContain(stateOf(payment));
      expect(payment.captured - payment.refunded).toBe(0);
    }
  });

  it('stays less what was returned, and is all gone when everything was', () => {
    const captured = { ...unheardOf, ...placed, ...reserved, capture: 'captured', captured: 1530 } as const;
    expect(stateOf({ ...captured, returned: 500, refunded: 500 })).toBe('CAPTURED');
    expect(stateOf({ ...captured, returned: 1530, refunded: 500 })).toBe('CAPTURED');
    expect(stateOf({ ...captured, returned: 1530, refunded: 1530 })).toBe('REFUNDED');
  });

  it('goes back without what already does for returns', () => {
    const captured = { ...unheardOf, ...placed, ...calledOff, capture: 'captured', captured: 1530 } as const;
    expect(nextStep({ ...captured, returned: 500 })).toBe('refund');
    expect(moneyHeld({ ...captured, returned: 500 })).toBe(1030);
    expect(nextStep({ ...captured, returned: 1530 })).toBeUndefined();
  });

  it('is nothing to give back where the order was free', () => {
    expect(stateOf(play([placed, reserved, 'provider', calledOff], 0))).toBe('VOIDED');
  });

  it('shows a refusal of the provider as final', () => {
    const declined = { ...unheardOf, ...placed, ...reserved, capture: 'declined' } as const;
    expect(stateOf(declined)).toBe('DECLINED');
    expect(stateOf({ ...declined, ...calledOff })).toBe('DECLINED');
    expect(nextStep({ ...declined, ...calledOff })).toBeUndefined();
  });
});
