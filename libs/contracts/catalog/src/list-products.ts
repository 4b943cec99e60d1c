import { cursorOfThisSort, line, MinorUnits, page, Sku, sortedPageRequest } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Product } from './product.js';

/**
 * One page of the products, by sku if nothing else is said. Names and skus are sorted by their bytes: upper case before
 * lower case.
 *
 * @example await queries.execute(new ListProducts({ nameContains: 'mug', sort: 'UNITS_SOLD', descending: true }));
 */
export class ListProducts extends query('catalog.ListProducts', {
  input: z
    .object({
      ...sortedPageRequest({
        by: { SKU: Sku, NAME: line(200), PRICE: MinorUnits, UNITS_SOLD: z.int().nonnegative() },
        id: Sku,
        default: 'SKU',
      }),
      /** Products with this text in their name only, in upper or lower case. */
      nameContains: line(200).optional(),
      /** Products that are, or are not, discontinued only. */
      discontinued: z.boolean().optional(),
    })
    .refine(...cursorOfThisSort),
  output: page(Product),
  access: 'public',
}) {}
