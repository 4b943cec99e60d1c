import { OrderingForOthersNotAllowed } from '@contracts/orders';
import { actsFor, type Requester } from '../requester.js';

/** A customer orders for itself; sales for everyone. */
export function onlySalesOrdersForOthers(requester: Requester, customerId: string): void {
  if (!actsFor(requester, customerId)) throw new OrderingForOthersNotAllowed();
}
