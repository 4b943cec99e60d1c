/** Units of one product in a shipment. */
export interface ShippedLine {
  readonly sku: string;
  readonly quantity: number;
}
