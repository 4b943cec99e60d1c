import { line, MinorUnits, Sku } from '@contracts/shared';
import { z } from 'zod';

/** A product as the catalog shows it. */
export const Product = z.object({
  sku: Sku,
  /** The name of the product, 1 to 200 characters. */
  name: line(200),
  /** List price of one unit, in pence. */
  price: MinorUnits,
  /** Whether it can no longer be ordered. */
  discontinued: z.boolean(),
  /** Units in confirmed orders that were neither cancelled nor returned. */
  unitsSold: z.int().nonnegative(),
});
/** A product as the catalog shows it. */
export type Product = z.output<typeof Product>;
