import { command, contract } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { z } from 'zod';
import lock from './prices.lock.json' with { type: 'json' };

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

/** With a lock, so that it has a protobuf form and a gRPC service: `prices.v1.PricesService`. */
export const prices = contract('prices', [Price], { lock: lock as ContractLock });
export const shop = contract('shop', [PriceMany]);
