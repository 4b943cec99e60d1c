import { afterAll, describe, it } from 'vitest';
import { figuresOf, tableOf, type Figures } from './figures.js';
import { balances, completed, fileFor, placed } from './importing.js';
import { ALL, oneOf, type Extracted, type Transports } from './placement.js';
import { SplitShop } from './split-shop.js';

const INVOICES = 1_500;

describe('an import', () => {
  const figures: Figures[] = [];
  afterAll(() => process.stderr.write(`\n${tableOf(figures)}\n`));

  it.each<readonly [string, Extracted, Transports]>([
    ['in the monolith', {}, 'nats'],
    ['with orders over NATS', oneOf('orders'), 'nats'],
    ['with orders over gRPC', oneOf('orders'), 'grpc'],
    ['with three orders over NATS', { orders: 3 }, 'nats'],
    ['with three orders over gRPC', { orders: 3 }, 'grpc'],
    ['with three hosts over NATS', oneOf('orders', 'inventory', 'payments'), 'nats'],
    ['with three hosts over gRPC', oneOf('orders', 'inventory', 'payments'), 'grpc'],
    ['with every host over NATS', ALL, 'nats'],
    ['with every host over gRPC', ALL, 'grpc'],
    ['with every host, mixed', ALL, 'mixed'],
  ])('%s is complete, and the books balance', async (name, extracted, over) => {
    const shop = await SplitShop.start(extracted, { over });
    try {
      const file = fileFor(shop, INVOICES);
      const importing = shop.import(file);
      await completed(shop, file, importing, 0);
      figures.push(figuresOf(name, importing));
      await balances(shop, file);
    } finally {
      await shop.stop();
    }
  });
});

describe.each<Transports>(['nats', 'grpc'])('contexts that move while an import goes on (%s)', (over) => {
  it.each<readonly [string, Extracted, Extracted]>([
    ['out of the monolith', {}, ALL],
    ['back into the monolith, with the data of the split shop', ALL, {}],
    ['some out and others back', oneOf('orders', 'catalog', 'shipping'), oneOf('inventory', 'payments', 'orders')],
  ])('%s lose and repeat nothing', async (_, before, after) => {
    const shop = await SplitShop.start(before, { over });
    try {
      const file = fileFor(shop, INVOICES);
      const importing = shop.import(file);
      await placed(shop, 300);
      await shop.move(after);
      await completed(shop, file, importing);
      await balances(shop, file);
    } finally {
      await shop.stop();
    }
  });
});
