import { distinct, line, Quantity, Sku } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { DeliveryAlreadyReceived } from './errors/delivery-already-received.error.js';

/**
 * Books a delivery into the warehouse, all lines or none. A delivery with a reference is booked once: the same reference
 * with the same lines changes nothing, with other lines it is refused.
 */
export class ReceiveStock extends command('inventory.ReceiveStock', {
  input: z.object({
    /** 1 to 2000 lines, each sku once. */
    lines: distinct(
      'sku',
      z
        .array(z.object({ sku: Sku, quantity: Quantity }))
        .min(1)
        .max(2000),
    ),
    /** Number on the delivery note, 1 to 100 characters. */
    reference: line(100).optional(),
  }),
  output: z.object({
    /** Units of the delivery. */
    units: z.int(),
    /** Whether the delivery had been booked before, so that nothing changed. */
    alreadyReceived: z.boolean(),
  }),
  errors: [DeliveryAlreadyReceived],
  access: roles('warehouse'),
}) {}
