import { line } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** A delivery with this reference was booked before, with other lines. Nothing of the request was done. */
export class DeliveryAlreadyReceived extends contractError('inventory.DeliveryAlreadyReceived', {
  data: z.object({ reference: line(100) }),
  message: ({ reference }) => `Delivery ${reference} was already received with other lines.`,
}) {}
