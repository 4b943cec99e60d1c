import { DiscontinuedProducts } from '@contracts/catalog';
import type { KnownProduct } from './product-details.js';

/**
 * A discontinued product keeps the name and price it went with.
 *
 * @param changed products about to get other details
 * @throws DiscontinuedProducts
 */
export function aDiscontinuedProductStaysAsItIs(changed: readonly KnownProduct[]): void {
  const skus = changed.filter(({ discontinued }) => discontinued).map(({ sku }) => sku);
  if (skus.length > 0) throw new DiscontinuedProducts({ skus });
}
