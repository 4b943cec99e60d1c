import { OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/**
 * Orders has recorded that an order left the warehouse: from here on it is not cancelled, only returned. An order that was
 * cancelled while its parcel left is never fulfilled.
 */
export class OrderFulfilled extends event('orders.OrderFulfilled', {
  payload: z.object({
    orderId: OrderId,
    shippedAt: z.date(),
  }),
  key: ({ orderId }) => orderId,
}) {}
