import type { OrderLine } from '@contracts/orders';

/** Part of an order that came back, or all of it. It never changes. */
export interface Return {
  /** UUID. */
  readonly returnId: string;
  readonly orderId: string;
  /** At the prices that were paid; a product appears once. */
  readonly lines: readonly OrderLine[];
  /** Sum of the lines in pence. */
  readonly amount: number;
  readonly returnedAt: Date;
  /** The client's own name for the return. */
  readonly reference: string | null;
}

/** Units of one product to give back. */
export interface ReturnLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Units that came back in all of these returns, by product. */
export function unitsReturned(returns: readonly Pick<Return, 'lines'>[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lines } of returns)
    for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

/** The lines of a return at the prices of its order. Every product must be in the order. */
export function atThePricesPaid(lines: readonly ReturnLine[], bought: readonly OrderLine[]): OrderLine[] {
  const prices = new Map(bought.map(({ sku, unitPrice }) => [sku, unitPrice]));
  return lines.map(({ sku, quantity }) => ({ sku, quantity, unitPrice: prices.get(sku)! }));
}
