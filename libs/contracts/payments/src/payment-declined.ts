import { OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** The provider refused to capture the money of an order. Final: payments does not ask again. */
export class PaymentDeclined extends event('payments.PaymentDeclined', {
  payload: z.object({
    orderId: OrderId,
    /** For people, like `card declined`. */
    reason: z.string(),
  }),
  key: ({ orderId }) => orderId,
}) {}
