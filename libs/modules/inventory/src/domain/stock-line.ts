/** Units of one product, on a delivery or an order. */
export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}
