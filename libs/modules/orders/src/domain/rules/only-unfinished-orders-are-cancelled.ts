import { OrderNotCancellable } from '@contracts/orders';
import type { Order } from '../order.js';
import { allows, cancellation } from '../order-lifecycle.js';

/** Only unfinished orders can be cancelled: not rejected or cancelled ones, and not those that have left the warehouse. */
export function onlyUnfinishedOrdersAreCancelled({
  orderId,
  state,
  shippedAt,
}: Pick<Order, 'orderId' | 'state' | 'shippedAt'>): void {
  const shipped = shippedAt !== null;
  if (shipped || !allows(cancellation, state)) throw new OrderNotCancellable({ orderId, state, shipped });
}
