import { CustomerId, MinorUnits, OrderId } from '@contracts/shared';
import { z } from 'zod';
import { OrderLine } from './order-line.js';
import { OrderState } from './order-state.js';
import { PaymentMethod } from './payment-method.js';

/** An order as queries answer it. */
export const OrderView = z.object({
  orderId: OrderId,
  customerId: CustomerId,
  state: OrderState,
  lines: z.array(OrderLine),
  /** Sum of the lines in pence. */
  total: MinorUnits,
  paymentMethod: PaymentMethod,
  placedAt: z.date(),
  /** The client's own name for the order, such as an invoice number. */
  reference: z.string().nullable(),
  /** When it left the warehouse, as far as orders knows; from then on it cannot be cancelled. */
  shippedAt: z.date().nullable(),
  /** Why it was rejected or cancelled, for people; `null` while there is nothing to explain. */
  reason: z.string().nullable(),
});
export type OrderView = z.output<typeof OrderView>;
