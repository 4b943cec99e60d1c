import { Country, CustomerId, MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';
import { OrderLine } from './order-line.js';

/**
 * An order is paid and its stock reserved: it counts as sold. An {@link OrderCancelled} may still take it
 * back, or {@link OrderReturned} parts of it.
 */
export class OrderConfirmed extends event('orders.OrderConfirmed', {
  payload: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    /**
     * The customer's country when the order was placed. Orders from before it was recorded say `Unspecified`.
     */
    country: Country.default('Unspecified'),
    lines: z.array(OrderLine),
    /** Sum of the lines in pence. */
    total: MinorUnits,
    /** The business date of the order, not of its confirmation. */
    placedAt: z.date(),
  }),
  key: ({ orderId }) => orderId,
}) {}
