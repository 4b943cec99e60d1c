import { OrderConfirmed, OrderReturned, type OrderCancelled } from '@contracts/orders';

/** By how much the units sold of a product change. */
export interface SalesChange {
  readonly sku: string;
  /** Negative where a sale is taken back. */
  readonly units: number;
}

/** A unit is sold when its order is confirmed, and no longer when that order is cancelled or the unit comes back. */
export function changesOfUnitsSold(event: OrderConfirmed | OrderCancelled | OrderReturned): readonly SalesChange[] {
  if (event instanceof OrderConfirmed) return event.lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
  const counted = event instanceof OrderReturned || event.wasConfirmed;
  return counted ? event.lines.map(({ sku, quantity }) => ({ sku, units: -quantity })) : [];
}
