import { OrderCancelled, type OrderConfirmed } from '@contracts/orders';

/**
 * An order counts towards its customer's lifetime value when it is confirmed, and no longer when it is cancelled.
 *
 * @returns the change in pence; negative where an order is taken back
 */
export function changeOfLifetimeValue(event: OrderConfirmed | OrderCancelled): number {
  if (!(event instanceof OrderCancelled)) return event.total;
  return event.wasConfirmed ? -event.total : 0;
}
