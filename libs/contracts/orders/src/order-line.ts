import { MinorUnits, Quantity, Sku } from '@contracts/shared';
import { z } from 'zod';

/** One product of an order, at the price the customer agreed to. A product appears once per order. */
export const OrderLine = z.object({
  sku: Sku,
  quantity: Quantity,
  /** Price of one unit in pence. It stays with the order when the catalogue changes. */
  unitPrice: MinorUnits,
});
export type OrderLine = z.output<typeof OrderLine>;
