import type { OrderLine, RequestedLine } from '@contracts/orders';
import { anOrderHasAnUpperLimit } from './rules/an-order-has-an-upper-limit.js';
import { onlyProductsOnSaleAreOrdered } from './rules/only-products-on-sale-are-ordered.js';

/** The data of a catalogue product that pricing needs. */
export interface ListedProduct {
  readonly sku: string;
  /** Pence per unit. */
  readonly price: number;
  readonly discontinued: boolean;
}

/** The catalogue prices of the products of one order. */
export class PriceList {
  readonly #products: ReadonlyMap<string, ListedProduct>;

  constructor(products: readonly ListedProduct[]) {
    this.#products = new Map(products.map((product) => [product.sku, product]));
  }

  /**
   * The lines of an order at their prices: the agreed one where there is one, else the catalogue's.
   *
   * @throws UnknownProducts, DiscontinuedProducts
   */
  price(requested: readonly RequestedLine[]): OrderLine[] {
    onlyProductsOnSaleAreOrdered(
      requested.map(({ sku }) => sku),
      this.#products,
    );
    return requested.map(({ sku, quantity, agreedPrice }) => ({
      sku,
      quantity,
      unitPrice: agreedPrice ?? this.#products.get(sku)!.price,
    }));
  }
}

/**
 * Sum of the lines in pence, exact.
 *
 * @throws OrderTooLarge
 */
export function totalOf(lines: readonly OrderLine[]): number {
  // In bigint, because the product of a large quantity and a large price is beyond what a number holds exactly.
  const total = lines.reduce((sum, { quantity, unitPrice }) => sum + BigInt(quantity) * BigInt(unitPrice), 0n);
  anOrderHasAnUpperLimit(total);
  return Number(total);
}
