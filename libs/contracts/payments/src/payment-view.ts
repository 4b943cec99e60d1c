import { MinorUnits, OrderId } from '@contracts/shared';
import { z } from 'zod';
import { PaymentState } from './payment-state.js';

/** The payment of an order as queries answer it. */
export const PaymentView = z.object({
  orderId: OrderId,
  state: PaymentState,
  /** Pence captured so far; stays when it is refunded. */
  captured: MinorUnits,
  /** Pence given back; never more than captured. */
  refunded: MinorUnits,
  /** Why the provider declined, for people; otherwise `null`. */
  reason: z.string().nullable(),
});
export type PaymentView = z.output<typeof PaymentView>;
