import { OrderNotReturnable } from '@contracts/orders';
import type { Order } from '../order.js';

/** Only shipped orders can be returned. An order that has not left the warehouse is cancelled instead. */
export function onlyShippedOrdersAreReturned({
  orderId,
  state,
  shippedAt,
}: Pick<Order, 'orderId' | 'state' | 'shippedAt'>): void {
  if (state !== 'CONFIRMED' || shippedAt === null) throw new OrderNotReturnable({ orderId, state });
}
