import { MinorUnits } from '@contracts/shared';
import { z } from 'zod';

/** What confirmed orders come to. Orders that were cancelled later do not count. */
export const Sales = z.object({
  /** How many orders; of a product, those that it appears in. */
  orders: z.int().nonnegative(),
  /** Units sold. */
  units: z.int().nonnegative(),
  /** Pence. */
  revenue: MinorUnits,
});
export type Sales = z.output<typeof Sales>;
