import type { OrderConfirmed, OrderReturned } from '@contracts/orders';

/** The sale of one order. */
export interface Sale {
  /** The business date of the order; it counts for the day that was in UTC then. */
  readonly at: Date;
  readonly country: string;
  /** Units of all lines. */
  readonly units: number;
  /** Pence. */
  readonly revenue: number;
  /** One per product. */
  readonly products: readonly ProductSale[];
}

/** The sale of one product in one order. */
export interface ProductSale {
  readonly sku: string;
  readonly units: number;
  /** Pence. */
  readonly revenue: number;
}

/** The sale that an order is. A cancellation tells of the same sale as the confirmation that it takes back. */
export function saleOf({
  placedAt,
  country,
  total,
  lines,
}: Pick<OrderConfirmed, 'placedAt' | 'country' | 'total' | 'lines'>): Sale {
  return {
    at: placedAt,
    country,
    units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    revenue: total,
    products: lines.map(({ sku, quantity, unitPrice }) => ({ sku, units: quantity, revenue: quantity * unitPrice })),
  };
}

/** What a return takes out of the sale that its order is; it counts for the day of the order. */
export function saleReturned({
  placedAt,
  country,
  amount,
  lines,
}: Pick<OrderReturned, 'placedAt' | 'country' | 'amount' | 'lines'>): Sale {
  return saleOf({ placedAt, country, total: amount, lines });
}
