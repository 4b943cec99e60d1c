import { Sku } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** Discontinued products keep the name and price they went with. Nothing of the request was done. */
export class DiscontinuedProducts extends contractError('catalog.DiscontinuedProducts', {
  data: z.object({ skus: z.array(Sku) }),
  message: ({ skus }) => `Discontinued products cannot be changed: ${skus.join(', ')}.`,
}) {}
