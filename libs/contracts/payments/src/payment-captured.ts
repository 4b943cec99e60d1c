import { MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/**
 * The money of an order is here. When the order was called off in the meantime, a {@link PaymentRefunded} follows of
 * itself.
 */
export class PaymentCaptured extends event('payments.PaymentCaptured', {
  payload: z.object({
    orderId: OrderId,
    /** Pence; the total of the order. */
    amount: MinorUnits,
  }),
  key: ({ orderId }) => orderId,
}) {}
