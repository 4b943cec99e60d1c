import { describe, expect, it } from 'vitest';
import { orderIn, placeOrder } from '../checkout.js';
import { balances, completed, fileFor } from './importing.js';
import { ALL, oneOf } from './placement.js';
import { SplitShop } from './split-shop.js';

const mug = { customerId: 'ada', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };

describe.each(['nats', 'grpc'] as const)('a split shop that starts (%s)', (over) => {
  it('is seeded although catalog, customers and inventory are elsewhere', async () => {
    const shop = await SplitShop.start(oneOf('catalog', 'customers', 'inventory'), { seed: true, over });
    try {
      const orderId = await placeOrder(shop.staff, mug);
      await orderIn(shop.staff, orderId, 'CONFIRMED');
      expect(await shop.brokenBooks()).toEqual([]);
    } finally {
      await shop.stop();
    }
  });

  it('is seeded when the hosts of what is seeded come up after the monolith', async () => {
    const shop = await SplitShop.create({ seed: true, over });
    try {
      await shop.place(oneOf('catalog', 'customers', 'inventory'));
      const monolith = shop.monolith.launch();
      await monolith.printed(/The journal of 'inventory' cannot be read/);
      for (const context of ['inventory', 'catalog', 'customers'] as const) await shop.host(context).start();
      await monolith.listening();
      await orderIn(shop.staff, await placeOrder(shop.staff, mug), 'CONFIRMED');
      expect(await shop.brokenBooks()).toEqual([]);
    } finally {
      await shop.stop();
    }
  });
});

describe('a split shop', () => {
  it('without NATS ends with a clear error, and works once NATS is there', async () => {
    const shop = await SplitShop.create();
    try {
      await shop.nats.kill();
      await shop.place(ALL);
      const ends = await Promise.all(shop.parts.map((part) => part.launch().ended()));
      expect(ends).toEqual(shop.parts.map(() => ({ code: 1, signal: null })));
      for (const { output } of shop.parts) expect(output).toContain('NATS_UNREACHABLE');
      await shop.nats.restart();
      await Promise.all(shop.parts.map((part) => part.start()));
      const file = fileFor(shop, 100);
      await completed(shop, file, shop.import(file), 0);
      await balances(shop, file);
    } finally {
      await shop.stop();
    }
  });
});
