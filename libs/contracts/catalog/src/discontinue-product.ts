import { Sku } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { UnknownProduct } from './errors/unknown-product.error.js';

/** Takes a product out of sale for good. Orders placed before stay as they are; a second time changes nothing. */
export class DiscontinueProduct extends command('catalog.DiscontinueProduct', {
  input: z.object({ sku: Sku }),
  errors: [UnknownProduct],
  access: roles('catalog'),
}) {}
