import { CustomerId, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** A pending order came to nothing, because stock ran short or the payment was declined. Release what it holds. */
export class OrderRejected extends event('orders.OrderRejected', {
  payload: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    /** For people, like `out of stock: 85123A`. */
    reason: z.string(),
  }),
  key: ({ orderId }) => orderId,
}) {}
