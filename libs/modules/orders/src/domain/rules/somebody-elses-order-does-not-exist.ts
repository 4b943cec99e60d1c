import { UnknownOrder } from '@contracts/orders';
import type { Order } from '../order.js';
import { actsFor, type Requester } from '../requester.js';

/** An order that is not the requester's business is answered like one that does not exist: ids cannot be probed. */
export function somebodyElsesOrderDoesNotExist<O extends Pick<Order, 'customerId'>>(
  requester: Requester,
  orderId: string,
  order: O | undefined,
): asserts order is O {
  if (!order || !actsFor(requester, order.customerId)) throw new UnknownOrder({ orderId });
}
