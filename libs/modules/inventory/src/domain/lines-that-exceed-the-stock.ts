import type { StockLine } from './stock-line.js';

/** A line of an order that cannot be had. */
export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  /** The available stock, in units. */
  readonly available: number;
}

/**
 * An order is reserved completely or not at all: these are the lines that stand in the way, by sku. None means that the
 * order can be reserved. A product that was never delivered counts as none available.
 */
export function linesThatExceedTheStock(
  lines: readonly StockLine[],
  available: ReadonlyMap<string, number>,
): readonly Shortage[] {
  return lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: available.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.available)
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
