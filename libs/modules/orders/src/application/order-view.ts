import type { OrderView } from '@contracts/orders';
import type { Order } from '../domain/order.js';

/** An order as the contract shows it. */
export function viewOf(order: Order): OrderView {
  const { orderId, customerId, state, lines, total, paymentMethod, placedAt, reference, reason, shippedAt } = order;
  return {
    orderId,
    customerId,
    state,
    lines: [...lines],
    total,
    paymentMethod,
    placedAt,
    reference,
    reason,
    shippedAt,
  };
}
