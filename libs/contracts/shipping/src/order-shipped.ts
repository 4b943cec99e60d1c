import { OrderId, Quantity, Sku } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/**
 * An order has left the warehouse. It was confirmed, and shipping had not heard of a cancellation; when one crosses this
 * event, the parcel is called back and the order stays cancelled.
 */
export class OrderShipped extends event('shipping.OrderShipped', {
  payload: z.object({
    orderId: OrderId,
    /** All of the order; there are no partial shipments. */
    lines: z.array(z.object({ sku: Sku, quantity: Quantity })),
    shippedAt: z.date(),
  }),
  key: ({ orderId }) => orderId,
}) {}
