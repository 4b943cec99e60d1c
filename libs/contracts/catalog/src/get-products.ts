import { Sku } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Product } from './product.js';

/** The products with these codes, in no particular order. Codes that the catalog does not know are left out. */
export class GetProducts extends query('catalog.GetProducts', {
  input: z.object({ skus: z.array(Sku).max(2000) }),
  output: z.array(Product),
  access: 'public',
}) {}
