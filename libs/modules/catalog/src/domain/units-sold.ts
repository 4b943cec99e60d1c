import { OrderCancelled, type OrderConfirmed } from '@contracts/orders';

/** By how much the units sold of a product change. */
export interface SalesChange {
  readonly sku: string;
  /** Negative where a sale is taken back. */
  readonly units: number;
}

/** A unit is sold when its order is confirmed, and no longer when that order is cancelled. */
export function changesOfUnitsSold(event: OrderConfirmed | OrderCancelled): readonly SalesChange[] {
  if (!(event instanceof OrderCancelled)) return event.lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
  return event.wasConfirmed ? event.lines.map(({ sku, quantity }) => ({ sku, units: -quantity })) : [];
}
