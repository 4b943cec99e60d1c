import type { OrderLine, OrderState } from '@contracts/orders';

/** An order, from the moment it is placed. Lines, total and prices never change; only its state does. */
export interface Order {
  /** UUID. */
  readonly orderId: string;
  readonly customerId: string;
  /** The customer's country when it was placed. */
  readonly country: string;
  readonly state: OrderState;
  /** At least one; a product appears once. */
  readonly lines: readonly OrderLine[];
  /** Sum of the lines in pence. */
  readonly total: number;
  readonly paymentMethod: string;
  /** The business date; an imported order lies in the past. */
  readonly placedAt: Date;
  /** The client's own name for the order. */
  readonly reference: string | null;
  /** Why it was rejected or cancelled, for people. */
  readonly reason: string | null;
  /** When it was confirmed; stays when the order is cancelled later. */
  readonly confirmedAt: Date | null;
  /** When it left the warehouse; only a confirmed order does. */
  readonly shippedAt: Date | null;
}
