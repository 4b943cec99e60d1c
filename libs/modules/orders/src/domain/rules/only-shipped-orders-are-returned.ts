import { OrderNotReturnable } from '@contracts/orders';
import type { Order } from '../order.js';

/** What has not left the warehouse is not returned but cancelled, and what never will has nothing to return. */
export function onlyShippedOrdersAreReturned({
  orderId,
  state,
  shippedAt,
}: Pick<Order, 'orderId' | 'state' | 'shippedAt'>): void {
  if (state !== 'CONFIRMED' || shippedAt === null) throw new OrderNotReturnable({ orderId, state });
}
