import { page, pageRequest, Sku } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Product } from './product.js';

/** One page of all products, by sku. */
export class ListProducts extends query('catalog.ListProducts', {
  input: z.object({ ...pageRequest(z.tuple([Sku])) }),
  output: page(Product),
  access: 'public',
}) {}
