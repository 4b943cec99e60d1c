import { Sku } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** The catalog does not know the product. */
export class UnknownProduct extends contractError('catalog.UnknownProduct', {
  data: z.object({ sku: Sku }),
  message: ({ sku }) => `There is no product ${sku}.`,
}) {}

/** Discontinued products keep the name and price they went with. Nothing of the request was done. */
export class DiscontinuedProducts extends contractError('catalog.DiscontinuedProducts', {
  data: z.object({ skus: z.array(Sku) }),
  message: ({ skus }) => `Discontinued products cannot be changed: ${skus.join(', ')}.`,
}) {}
