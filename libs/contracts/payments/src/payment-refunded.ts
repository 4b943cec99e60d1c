import { MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** The captured money of an order that was called off has gone back. */
export class PaymentRefunded extends event('payments.PaymentRefunded', {
  payload: z.object({
    orderId: OrderId,
    /** Pence. */
    amount: MinorUnits,
  }),
  key: ({ orderId }) => orderId,
}) {}
