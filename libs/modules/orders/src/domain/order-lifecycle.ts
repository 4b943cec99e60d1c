import type { OrderState } from '@contracts/orders';

/** A way an order can go. */
export interface Transition {
  /** States from which the transition is allowed; in any other state the order does not change. */
  readonly from: readonly OrderState[];
  readonly to: OrderState;
}

/** The payment arrived. An order that ended meanwhile stays ended: payments gives the money back. */
export const confirmation: Transition = { from: ['PENDING'], to: 'CONFIRMED' };

/** Stock ran short or the payment was declined. */
export const rejection: Transition = { from: ['PENDING'], to: 'REJECTED' };

/** Someone called it off, paid or not. */
export const cancellation: Transition = { from: ['PENDING', 'CONFIRMED'], to: 'CANCELLED' };

/** Whether an order in this state can go that way. */
export const allows = ({ from }: Transition, state: OrderState): boolean => from.includes(state);
