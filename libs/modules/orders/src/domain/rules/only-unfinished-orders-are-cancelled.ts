import { OrderNotCancellable } from '@contracts/orders';
import type { Order } from '../order.js';
import { allows, cancellation } from '../order-lifecycle.js';

/** What has ended as rejected or cancelled is not cancelled again. */
export function onlyUnfinishedOrdersAreCancelled({ orderId, state }: Pick<Order, 'orderId' | 'state'>): void {
  if (!allows(cancellation, state)) throw new OrderNotCancellable({ orderId, state });
}
