import { describe, expect, it } from 'vitest';
import { principalEnv, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { ordersFrom } from '../strangers/orders-of-strangers.js';
import { ALL } from './placement.js';
import { SplitShop } from './split-shop.js';

/** With mutual TLS: `extracted-orders.spec.ts`. */
describe('a shop whose hosts are all reached over gRPC in plain text', () => {
  it('takes orders of programs in Python and JavaScript at the host of orders', async () => {
    const keys = temporaryPrincipalKeys(['monolith', 'partner']);
    const all = principalEnv(keys, ['monolith', ...Object.keys(ALL), 'partner']);
    const shop = await SplitShop.start(ALL, {
      seed: true,
      over: 'grpc',
      envOf: (host) => ({ ...all(host), PRINCIPAL_ISSUERS: 'monolith,partner' }),
    });
    try {
      for (const language of ['python', 'javascript'] as const)
        await ordersFrom(language, {
          address: shop.addressOf('orders'),
          settings: { PRINCIPAL_KEY: keys('partner').signing!.export({ format: 'pem', type: 'pkcs8' }) as string },
          staff: shop.staff,
          count: async (reference) => {
            const [row] = await shop.database.query<{ count: number }>(
              'SELECT count(*)::integer FROM orders.orders WHERE reference = $1',
              [reference],
            );
            return row!.count;
          },
        });
      expect(await shop.brokenBooks()).toEqual([]);
    } finally {
      await shop.stop();
    }
  });
});
