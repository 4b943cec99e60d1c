import { distinct, line, OrderId, Quantity, ReturnId, Sku } from '@contracts/shared';
import { command } from '@multilith/contract';
import { z } from 'zod';
import { OrderNotReturnable, ReturnExceedsOrder, UnknownOrder } from './errors.js';

/**
 * Takes back units of an order that was shipped, all of these lines or none: they go back on the shelf, and what was
 * paid for them goes back to the customer. One's own order, or any with role `sales`; another customer's order is answered
 * like one that does not exist.
 *
 * An order can be returned piece by piece, up to what was bought. Sent twice it returns twice; send an idempotency key
 * to make a repeat harmless.
 *
 * @example await commands.execute(new RefundOrder({ orderId, lines: [{ sku: '85123A', quantity: 1 }] }, { idempotencyKey }));
 */
export class RefundOrder extends command('orders.RefundOrder', {
  input: z.object({
    orderId: OrderId,
    /** 1 to 2000 lines, each sku once. */
    lines: distinct(
      'sku',
      z
        .array(z.object({ sku: Sku, quantity: Quantity }))
        .min(1)
        .max(2000),
    ),
    /** The client's own name for the return, such as the number of a credit note. At most 100 characters. */
    reference: line(100).optional(),
  }),
  output: z.object({ returnId: ReturnId }),
  errors: [UnknownOrder, OrderNotReturnable, ReturnExceedsOrder],
  access: 'authenticated',
}) {}
