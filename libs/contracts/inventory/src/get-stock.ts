import { Sku } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Stock } from './stock.js';

/** The stock of these products, in no particular order. Products that were never delivered are left out. */
export class GetStock extends query('inventory.GetStock', {
  input: z.object({ skus: z.array(Sku).max(2000) }),
  output: z.array(Stock),
  access: 'public',
}) {}
