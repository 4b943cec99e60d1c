import { LIMITS } from '../retail-file/limits.js';
import type { RetailFile } from '../retail-file/read-retail-file.js';
import { mostFrequent } from './most-frequent.js';
import type { OrderPlan } from './sale-order.js';

/** A product to put into the catalogue. */
export interface ProductPlan {
  readonly sku: string;
  readonly name: string;
  /** Pence. */
  readonly price: number;
}

/** Units of a product to receive; above the shop's limit per line a product has several. */
export interface StockPlan {
  readonly sku: string;
  readonly quantity: number;
}

/**
 * Every product that is sold: the most frequent spelling of its name (its code where no row has a name) and its most
 * frequent price.
 */
export function planProducts(orders: readonly OrderPlan[], names: RetailFile['names']): ProductPlan[] {
  const prices = new Map<string, Map<number, number>>();
  for (const { rows } of orders) {
    for (const { sku, price } of rows) {
      const counts = prices.get(sku) ?? new Map<number, number>();
      if (counts.size === 0) prices.set(sku, counts);
      counts.set(price, (counts.get(price) ?? 0) + 1);
    }
  }
  return bySku(
    [...prices].map(([sku, counts]) => ({ sku, name: mostFrequent(names.get(sku)) ?? sku, price: usual(counts) })),
  );
}

/** Stock that all orders together need. A product above the limit of one line comes again, after all others. */
export function planStock(orders: readonly OrderPlan[]): StockPlan[] {
  const needed = new Map<string, number>();
  for (const { rows } of orders) {
    for (const { sku, quantity } of rows) needed.set(sku, (needed.get(sku) ?? 0) + quantity);
  }
  const plans: StockPlan[] = [];
  for (let rest = bySku([...needed].map(([sku, quantity]) => ({ sku, quantity }))); rest.length > 0;) {
    plans.push(...rest.map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, LIMITS.quantity) })));
    rest = rest
      .filter(({ quantity }) => quantity > LIMITS.quantity)
      .map(({ sku, quantity }) => ({ sku, quantity: quantity - LIMITS.quantity }));
  }
  return plans;
}

/** The price most rows have; among equals the lowest. */
function usual(counts: ReadonlyMap<number, number>): number {
  const [best] = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b);
  return best![0];
}

function bySku<T extends { readonly sku: string }>(items: T[]): T[] {
  return items.sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
