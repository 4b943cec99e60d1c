import { Sku } from '@contracts/shared';
import { z } from 'zod';

/** The stock of one product, in units. */
export const Stock = z.object({
  sku: Sku,
  /** In the warehouse, reserved units included. */
  onHand: z.int().nonnegative(),
  /** Promised to orders. */
  reserved: z.int().nonnegative(),
  /** Units available to new orders: `onHand − reserved`. */
  available: z.int().nonnegative(),
});
/** The stock of one product, in units. */
export type Stock = z.output<typeof Stock>;
