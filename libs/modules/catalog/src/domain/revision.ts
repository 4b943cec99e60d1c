import type { KnownProduct, ProductDetails } from './product-details.js';

/** The changes that a request to add and change products results in. */
export interface Revision {
  readonly created: readonly ProductDetails[];
  /** The new details, and the products as they are now. */
  readonly updated: readonly ProductDetails[];
  readonly outdated: readonly KnownProduct[];
  readonly unchanged: readonly ProductDetails[];
}

/** Compares the products of a request with those the catalog knows; one that is the same already is left alone. */
export function revise(known: readonly KnownProduct[], requested: readonly ProductDetails[]): Revision {
  const bySku = new Map(known.map((product) => [product.sku, product]));
  const revision = { created: [], updated: [], outdated: [], unchanged: [] } as {
    [Part in keyof Revision]: Revision[Part][number][];
  };
  for (const details of requested) {
    const product = bySku.get(details.sku);
    if (!product) revision.created.push(details);
    else if (product.name === details.name && product.price === details.price) revision.unchanged.push(details);
    else {
      revision.updated.push(details);
      revision.outdated.push(product);
    }
  }
  return revision as Revision;
}
