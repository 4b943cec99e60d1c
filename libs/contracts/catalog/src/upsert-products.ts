import { distinct } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { DiscontinuedProducts } from './errors/discontinued-products.error.js';
import { Product } from './product.js';

/**
 * Adds products to the catalog and changes those it knows, all of them or none. Naming a product as it already is changes
 * nothing, so the same request can be sent again.
 */
export class UpsertProducts extends command('catalog.UpsertProducts', {
  input: z.object({
    /** 1 to 1000 products, each sku once. */
    products: distinct(
      'sku',
      z
        .array(Product.pick({ sku: true, name: true, price: true }))
        .min(1)
        .max(1000),
    ),
  }),
  output: z.object({ created: z.int(), updated: z.int(), unchanged: z.int() }),
  errors: [DiscontinuedProducts],
  access: roles('catalog'),
}) {}
