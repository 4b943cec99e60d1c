import { Country, CustomerId, MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';
import { OrderLine } from './order-line.js';

/** An order was called off: release its stock, return its money, and take it out of the sales if it was confirmed. */
export class OrderCancelled extends event('orders.OrderCancelled', {
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
    /** The business date of the order, not of its cancellation. */
    placedAt: z.date(),
    /** Whether an {@link OrderConfirmed} came before; only then has the order counted as sold. */
    wasConfirmed: z.boolean(),
  }),
  key: ({ orderId }) => orderId,
}) {}
