import { CustomerId, distinct, line, MinorUnits, OrderId, Quantity, Sku } from '@contracts/shared';
import { command } from '@multilith/contract';
import { z } from 'zod';
import {
  AgreedPriceNotAllowed,
  BackdatingNotAllowed,
  ClosedCustomer,
  DiscontinuedProducts,
  OrderingForOthersNotAllowed,
  OrderTooLarge,
  PlacedInTheFuture,
  TooManyPendingOrders,
  UnknownCustomer,
  UnknownProducts,
} from './errors.js';
import { PaymentMethod } from './payment-method.js';

/** The ordered products. */
export const RequestedLine = z.object({
  sku: Sku,
  quantity: Quantity,
  /** Price of one unit in pence instead of the catalogue's. Role `sales` only. */
  agreedPrice: MinorUnits.optional(),
});
export type RequestedLine = z.output<typeof RequestedLine>;

/**
 * Places an order. It is stored as pending; stock and payment follow, and {@link OrderConfirmed} or
 * {@link OrderRejected} says how it ended.
 *
 * A principal orders for the customer whose id equals its subject; role `sales` orders for everyone, at agreed prices
 * and with a date in the past.
 *
 * @example
 * const { orderId } = await commands.execute(
 *   new PlaceOrder({ customerId: '17850', lines: [{ sku: '85123A', quantity: 6 }] }, { idempotencyKey: 'basket-4711' }),
 * );
 */
export class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({
    customerId: CustomerId,
    /** 1 to 2,000 lines, one per product. */
    lines: distinct('sku', z.array(RequestedLine).min(1).max(2000)),
    paymentMethod: PaymentMethod.default('card'),
    /** When the order was placed; now, if left out. Role `sales` only. */
    placedAt: z.date().optional(),
    /** The client's own name for the order, such as an invoice number. */
    reference: line(100).optional(),
  }),
  output: z.object({ orderId: OrderId }),
  errors: [
    UnknownCustomer,
    ClosedCustomer,
    OrderingForOthersNotAllowed,
    UnknownProducts,
    DiscontinuedProducts,
    AgreedPriceNotAllowed,
    BackdatingNotAllowed,
    PlacedInTheFuture,
    OrderTooLarge,
    TooManyPendingOrders,
  ],
  access: 'authenticated',
}) {}
