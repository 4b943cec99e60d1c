import { MinorUnits } from '@contracts/shared';
import { z } from 'zod';

/**
 * What confirmed orders come to. Orders that were cancelled later do not count; of those that were returned in part or in
 * whole, what was kept does, on the day of the order.
 */
export const Sales = z.object({
  /** How many orders, returned ones included; of a product, those that it appears in. */
  orders: z.int().nonnegative(),
  /** Units sold and not returned. */
  units: z.int().nonnegative(),
  /** Pence, less those of returns. */
  revenue: MinorUnits,
});
export type Sales = z.output<typeof Sales>;
