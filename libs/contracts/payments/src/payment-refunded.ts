import { MinorUnits, OrderId, ReturnId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** Captured money has gone back: all of an order that was called off, or that of one return. */
export class PaymentRefunded extends event('payments.PaymentRefunded', {
  payload: z.object({
    orderId: OrderId,
    /** The return it was for; none where the whole order was called off. */
    returnId: ReturnId.optional(),
    /** Pence. */
    amount: MinorUnits,
  }),
  key: ({ orderId }) => orderId,
}) {}
