import { command, contract } from '@multilith/contract';
import { z } from 'zod';

const shape = {
  input: z.object({ sku: z.string(), quantity: z.int() }),
  output: z.object({ sku: z.string(), quantity: z.int(), total: z.int() }),
  access: 'public',
} as const;

/** The callee's command. */
export class Price extends command('prices.Price', shape) {}
/** Calls `Price` many times from inside another context. */
export class PriceMany extends command('shop.PriceMany', {
  ...shape,
  input: z.object({ times: z.int() }),
  output: z.object({ total: z.int() }),
}) {}

export const prices = contract('prices', [Price]);
export const shop = contract('shop', [PriceMany]);
