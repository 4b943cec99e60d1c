import { Sku } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

const SHOWN = 5;

/** A request can name a thousand products; the message shows a few, the data all of them. */
function firstOf(skus: readonly string[]): string {
  const more = skus.length > SHOWN ? ` and ${skus.length - SHOWN} more` : '';
  return skus.slice(0, SHOWN).join(', ') + more;
}

/** Discontinued products keep the name and price they went with. Nothing of the request was done. */
export class DiscontinuedProducts extends contractError('catalog.DiscontinuedProducts', {
  data: z.object({ skus: z.array(Sku) }),
  message: ({ skus }) => `Discontinued products cannot be changed: ${firstOf(skus)}.`,
}) {}
