import { DeliveryAlreadyReceived } from '@contracts/inventory';
import type { StockLine } from './stock-line.js';

/**
 * A delivery is booked once: its reference may come again with the same lines in any order, never with others.
 *
 * @throws DeliveryAlreadyReceived
 */
export function aDeliveryIsBookedOnce(
  reference: string,
  booked: readonly StockLine[],
  requested: readonly StockLine[],
): void {
  const quantities = new Map(booked.map(({ sku, quantity }) => [sku, quantity]));
  const same =
    booked.length === requested.length && requested.every(({ sku, quantity }) => quantities.get(sku) === quantity);
  if (!same) throw new DeliveryAlreadyReceived({ reference });
}
