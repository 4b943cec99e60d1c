import { UnknownOrder } from '@contracts/orders';
import type { Order } from '../order.js';
import { actsFor, type Requester } from '../requester.js';

/** Another customer's order is answered like an order that does not exist, so that clients cannot probe ids. */
export function ordersOfOthersDoNotExist<O extends Pick<Order, 'customerId'>>(
  requester: Requester,
  orderId: string,
  order: O | undefined,
): asserts order is O {
  if (!order || !actsFor(requester, order.customerId)) throw new UnknownOrder({ orderId });
}
