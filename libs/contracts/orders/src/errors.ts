import { CustomerId, MinorUnits, OrderId, Quantity, Sku } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';
import { OrderState } from './order-state.js';

/** There is no customer with this id. */
export class UnknownCustomer extends contractError('orders.UnknownCustomer', {
  data: z.object({ customerId: CustomerId }),
  message: ({ customerId }) => `There is no customer ${customerId}.`,
}) {}

/** The customer's account is closed; it can no longer order. */
export class ClosedCustomer extends contractError('orders.ClosedCustomer', {
  data: z.object({ customerId: CustomerId }),
  message: ({ customerId }) => `Customer ${customerId} is closed and cannot order.`,
}) {}

/** The principal orders for another customer without role `sales`. */
export class OrderingForOthersNotAllowed extends contractError('orders.OrderingForOthersNotAllowed', {
  message: 'Only sales may order for another customer.',
}) {}

/** The catalogue does not know these products. */
export class UnknownProducts extends contractError('orders.UnknownProducts', {
  data: z.object({ skus: z.array(Sku) }),
  message: ({ skus }) => `There is no product ${skus.join(', ')}.`,
}) {}

/** These products are no longer sold. */
export class DiscontinuedProducts extends contractError('orders.DiscontinuedProducts', {
  data: z.object({ skus: z.array(Sku) }),
  message: ({ skus }) => `No longer sold: ${skus.join(', ')}.`,
}) {}

/** A line carries an agreed price, but the principal lacks role `sales`. */
export class AgreedPriceNotAllowed extends contractError('orders.AgreedPriceNotAllowed', {
  message: 'Only sales may agree a price.',
}) {}

/** The order carries a date of its own, but the principal lacks role `sales`. */
export class BackdatingNotAllowed extends contractError('orders.BackdatingNotAllowed', {
  message: 'Only sales may set the date of an order.',
}) {}

/** The date of the order has not come yet. */
export class PlacedInTheFuture extends contractError('orders.PlacedInTheFuture', {
  data: z.object({ placedAt: z.date() }),
  message: ({ placedAt }) => `An order cannot be placed in the future (${placedAt.toISOString()}).`,
}) {}

/** The total exceeds the maximum of one order; `limit` is in pence. */
export class OrderTooLarge extends contractError('orders.OrderTooLarge', {
  data: z.object({ limit: MinorUnits }),
  message: ({ limit }) => `An order may come to at most ${(limit / 100).toFixed(2)} pounds.`,
}) {}

/** The customer has as many pending orders as it may, which is `limit`. Not for role `sales`. */
export class TooManyPendingOrders extends contractError('orders.TooManyPendingOrders', {
  data: z.object({ limit: z.int().positive() }),
  message: ({ limit }) => `There are ${limit} pending orders already. Wait until one of them is confirmed or rejected.`,
}) {}

/** There is no order with this id, or it is not the principal's. */
export class UnknownOrder extends contractError('orders.UnknownOrder', {
  data: z.object({ orderId: OrderId }),
  message: ({ orderId }) => `There is no order ${orderId}.`,
}) {}

/** The order has already ended as rejected or cancelled, or it is shipped. */
export class OrderNotCancellable extends contractError('orders.OrderNotCancellable', {
  data: z.object({
    orderId: OrderId,
    state: OrderState,
    /** Whether it has left the warehouse. */
    shipped: z.boolean(),
  }),
  message: ({ orderId, state, shipped }) =>
    `Order ${orderId} is ${shipped ? 'shipped' : state.toLowerCase()} and cannot be cancelled.`,
}) {}

/** Nothing of the order can come back: it has not been shipped, or never will be because it was rejected or cancelled. */
export class OrderNotReturnable extends contractError('orders.OrderNotReturnable', {
  data: z.object({
    orderId: OrderId,
    state: OrderState,
  }),
  message: ({ orderId, state }) =>
    state === 'REJECTED' || state === 'CANCELLED'
      ? `Order ${orderId} is ${state.toLowerCase()}; there is nothing to return.`
      : `Order ${orderId} has not been shipped yet. Cancel it, or wait until it has left.`,
}) {}

/** More would come back than was bought. All lines that exceed it are named, a product that was not bought with 0. */
export class ReturnExceedsOrder extends contractError('orders.ReturnExceedsOrder', {
  data: z.object({
    orderId: OrderId,
    lines: z
      .array(
        z.object({
          sku: Sku,
          requested: Quantity,
          bought: z.int().nonnegative(),
          /** Of those bought, units that came back before. */
          returned: z.int().nonnegative(),
        }),
      )
      .min(1),
  }),
  message: ({ orderId, lines }) =>
    `More would come back of order ${orderId} than was bought: ${lines
      .map((line) => `${line.requested} of ${line.sku} (bought ${line.bought}, already returned ${line.returned})`)
      .join(', ')}.`,
}) {}
