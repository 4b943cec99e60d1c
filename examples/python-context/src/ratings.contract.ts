import { command, contract, contractError, query } from '@multilith/contract';
import { z } from 'zod';
import lock from './ratings.lock.json' with { type: 'json' };

const Sku = z.string().min(1).max(40);

export class UnknownProduct extends contractError('ratings.UnknownProduct', {
  data: z.object({ sku: Sku }),
  message: ({ sku }) => `There is no product ${sku}.`,
}) {}

/** Adds a rating of one to five stars. */
export class RateProduct extends command('ratings.RateProduct', {
  input: z.object({ sku: Sku, stars: z.int().min(1).max(5) }),
  output: z.object({ ratings: z.int() }),
  errors: [UnknownProduct],
  access: 'internal',
}) {}

/** Returns the average of the ratings of a product. */
export class GetRating extends query('ratings.GetRating', {
  input: z.object({ sku: Sku }),
  output: z.object({ ratings: z.int(), average: z.number().nullable() }),
  errors: [UnknownProduct],
  access: 'public',
}) {}

export const ratings = contract('ratings', [RateProduct, GetRating], { lock });
