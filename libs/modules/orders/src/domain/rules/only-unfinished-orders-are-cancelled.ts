import { OrderNotCancellable } from '@contracts/orders';
import type { Order } from '../order.js';
import { allows, cancellation } from '../order-lifecycle.js';

/** What has ended as rejected or cancelled is not cancelled again, and what has left the warehouse is not called back. */
export function onlyUnfinishedOrdersAreCancelled({
  orderId,
  state,
  shippedAt,
}: Pick<Order, 'orderId' | 'state' | 'shippedAt'>): void {
  const shipped = shippedAt !== null;
  if (shipped || !allows(cancellation, state)) throw new OrderNotCancellable({ orderId, state, shipped });
}
