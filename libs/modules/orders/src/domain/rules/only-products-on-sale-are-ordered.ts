import { DiscontinuedProducts, UnknownProducts } from '@contracts/orders';

/** The data of a product that the rule needs. */
interface Listed {
  readonly sku: string;
  readonly discontinued: boolean;
}

/** Every product exists and is still sold. All that are not are named at once. */
export function onlyProductsOnSaleAreOrdered(skus: readonly string[], products: ReadonlyMap<string, Listed>): void {
  const unknown = skus.filter((sku) => !products.has(sku));
  if (unknown.length > 0) throw new UnknownProducts({ skus: unknown });
  const discontinued = skus.filter((sku) => products.get(sku)!.discontinued);
  if (discontinued.length > 0) throw new DiscontinuedProducts({ skus: discontinued });
}
