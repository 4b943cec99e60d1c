import { OrderId, Quantity, Sku } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** At least one line of the order exceeds what is available. No line is reserved. */
export class StockShort extends event('inventory.StockShort', {
  payload: z.object({
    orderId: OrderId,
    /** The lines that exceed what is available, by sku. */
    short: z.array(z.object({ sku: Sku, requested: Quantity, available: z.int().nonnegative() })).min(1),
  }),
  key: ({ orderId }) => orderId,
}) {}
