import { MinorUnits, OrderId, ReturnId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/**
 * Captured money has to go back. Payments publishes this to itself, for the same reasons as {@link CaptureRequested}.
 * Of no use to other contexts.
 */
export class RefundRequested extends event('payments.RefundRequested', {
  payload: z.object({
    orderId: OrderId,
    /** The return it is for; none where the whole order was called off. */
    returnId: ReturnId.optional(),
    /** The provider's id of the charge to give back. */
    chargeId: z.string(),
    /** Pence. */
    amount: MinorUnits,
  }),
  key: ({ orderId }) => orderId,
}) {}
