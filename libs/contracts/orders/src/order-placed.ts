import { CustomerId, MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';
import { OrderLine } from './order-line.js';
import { PaymentMethod } from './payment-method.js';

/** An order was placed and is pending: reserve its stock, then capture its payment. */
export class OrderPlaced extends event('orders.OrderPlaced', {
  payload: z.object({
    orderId: OrderId,
    customerId: CustomerId,
    /** One line per product. */
    lines: z.array(OrderLine),
    /** Sum of the lines in pence. */
    total: MinorUnits,
    paymentMethod: PaymentMethod,
    /** The business date; an imported order lies in the past. */
    placedAt: z.date(),
  }),
  key: ({ orderId }) => orderId,
}) {}
