import { Country, CustomerId, MinorUnits, OrderId, ReturnId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';
import { OrderLine } from './order-line.js';

/**
 * Part of a shipped order came back, or all of it: put it on the shelf, return its money, take it out of the sales. An
 * order is never returned after it was cancelled, nor cancelled after it was returned.
 */
export class OrderReturned extends event('orders.OrderReturned', {
  payload: z.object({
    /** Tells the returns of an order apart. */
    returnId: ReturnId,
    orderId: OrderId,
    customerId: CustomerId,
    /** The customer's country when the order was placed. */
    country: Country,
    /** The returned units, at the prices that were paid. */
    lines: z.array(OrderLine).min(1),
    /** Sum of the lines in pence; with those of all other returns of the order at most its total. */
    amount: MinorUnits,
    /** The business date of the order, not of its return. */
    placedAt: z.date(),
    returnedAt: z.date(),
  }),
  key: ({ orderId }) => orderId,
}) {}
