import { Sku } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { UnknownProduct } from './errors/unknown-product.error.js';

/** Discontinues a product permanently. Earlier orders are not affected; a second call changes nothing. */
export class DiscontinueProduct extends command('catalog.DiscontinueProduct', {
  input: z.object({ sku: Sku }),
  errors: [UnknownProduct],
  access: roles('catalog'),
}) {}
