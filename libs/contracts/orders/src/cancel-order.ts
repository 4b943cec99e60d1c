import { line, OrderId } from '@contracts/shared';
import { command } from '@multilith/contract';
import { z } from 'zod';
import { OrderNotCancellable, UnknownOrder } from './errors.js';

/**
 * Calls off an order that is pending or confirmed and has not been shipped: stock is released and money returned. One's own order, or any with
 * role `sales`; another customer's order is answered like one that does not exist.
 *
 * A second cancellation is refused with {@link OrderNotCancellable}; send an idempotency key to make a repeat harmless.
 */
export class CancelOrder extends command('orders.CancelOrder', {
  input: z.object({
    orderId: OrderId,
    /** For people; kept with the order. At most 200 characters. */
    reason: line(200).optional(),
  }),
  errors: [UnknownOrder, OrderNotCancellable],
  access: 'authenticated',
}) {}
