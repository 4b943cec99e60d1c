import { Sku } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** The catalog does not know the product. */
export class UnknownProduct extends contractError('catalog.UnknownProduct', {
  data: z.object({ sku: Sku }),
  message: ({ sku }) => `There is no product ${sku}.`,
}) {}
