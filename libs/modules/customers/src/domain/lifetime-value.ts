import { OrderConfirmed, OrderReturned, type OrderCancelled } from '@contracts/orders';

/**
 * An order counts towards its customer's lifetime value when it is confirmed, no longer when it is cancelled, and less
 * what is returned of it.
 *
 * @returns the change in pence; negative where something is taken back
 */
export function changeOfLifetimeValue(event: OrderConfirmed | OrderCancelled | OrderReturned): number {
  if (event instanceof OrderConfirmed) return event.total;
  if (event instanceof OrderReturned) return -event.amount;
  return event.wasConfirmed ? -event.total : 0;
}
