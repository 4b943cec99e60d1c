/** What people decide about a product; the rest follows from what happens to it. */
export interface ProductDetails {
  readonly sku: string;
  readonly name: string;
  /** List price of one unit, in pence. */
  readonly price: number;
}

/** A product the catalog knows, as far as rules need it. */
export interface KnownProduct extends ProductDetails {
  readonly discontinued: boolean;
}
