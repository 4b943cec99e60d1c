import type { PaymentState } from '@contracts/payments';

/**
 * What payments knows of the money of one order. The facts above the line come from other contexts, in any order, and
 * only ever accumulate; what is below it payments did itself.
 */
export interface Payment {
  /** UUID. */
  readonly orderId: string;
  /** The customer who placed the order; `null` until the event of the order arrives. */
  readonly customerId: string | null;
  /** Pence to capture; `null` until the event of the order arrives. */
  readonly amount: number | null;
  /** The payment method; `null` until the event of the order arrives. */
  readonly method: string | null;
  /** The stock of the order is reserved. */
  readonly stockReserved: boolean;
  /** The order was cancelled or rejected. */
  readonly calledOff: boolean;
  // ---
  /** How far the capture is. */
  readonly capture: 'none' | 'requested' | 'captured' | 'declined';
  /** How far the refund of an order that was called off is. */
  readonly refund: 'none' | 'requested' | 'refunded';
  /** Pence captured; stays when they are refunded. */
  readonly captured: number;
  /** Pence that go back for returns, or have gone. */
  readonly returned: number;
  /** Pence given back, for returns or because the order was called off. */
  readonly refunded: number;
  /** The provider's name for the charge. */
  readonly chargeId: string | null;
  /** Why the provider declined, for people. */
  readonly declineReason: string | null;
}

/** The facts about an order that events of other contexts carry. */
export type Fact = Partial<Pick<Payment, 'customerId' | 'amount' | 'method' | 'stockReserved' | 'calledOff'>>;

/** How far a payment is. */
export type Position = Pick<Payment, 'capture' | 'refund'>;

/** The facts that payments adds itself. `refunded` is the amount refunded in this step. */
export type Progress = Partial<
  Pick<Payment, 'capture' | 'refund' | 'captured' | 'refunded' | 'chargeId' | 'declineReason'>
>;

/** The next request to the provider. */
export type Step = 'capture' | 'refund';

/**
 * What has to happen now that something has become known. The facts decide, not the order in which they arrived:
 * nothing is captured before the order is known and its stock reserved, nor once it is called off; what has been
 * captured by then goes back. Every step is taken at most once.
 */
export function nextStep(payment: Payment): Step | undefined {
  if (payment.calledOff) return moneyHeld(payment) > 0 && payment.refund === 'none' ? 'refund' : undefined;
  const isDue = payment.amount !== null && payment.stockReserved;
  return isDue && payment.capture === 'none' ? 'capture' : undefined;
}

/** Pence that are captured and not on their way back for a return. A free order is captured without any money. */
export const moneyHeld = ({ captured, returned }: Pick<Payment, 'captured' | 'returned'>): number =>
  captured - returned;

/** The state of a payment, as other contexts see it. */
export function stateOf(payment: Payment): PaymentState {
  const { capture, refund, calledOff, captured, refunded } = payment;
  if (refund === 'refunded' || (captured > 0 && refunded === captured)) return 'REFUNDED';
  if (refund === 'requested') return 'REFUNDING';
  if (capture === 'declined') return 'DECLINED';
  if (capture === 'requested') return 'CAPTURING';
  if (calledOff) return 'VOIDED';
  return capture === 'captured' ? 'CAPTURED' : 'WAITING';
}
