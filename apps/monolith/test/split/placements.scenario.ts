import { afterAll, describe, it } from 'vitest';
import { figuresOf, tableOf, type Figures } from './figures.js';
import { balances, completed, fileFor, placed } from './importing.js';
import { ALL, oneOf, type Extracted } from './placement.js';
import { SplitShop } from './split-shop.js';

const INVOICES = 1_500;

describe('an import', () => {
  const figures: Figures[] = [];
  afterAll(() => process.stderr.write(`\n${tableOf(figures)}\n`));

  it.each<readonly [string, Extracted]>([
    ['in the monolith', {}],
    ['with orders extracted', oneOf('orders')],
    ['with three instances of orders', { orders: 3 }],
    ['with orders, inventory and payments', oneOf('orders', 'inventory', 'payments')],
    ['with every context extracted', ALL],
  ])('%s is complete, and the books balance', async (name, extracted) => {
    const shop = await SplitShop.start(extracted);
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

describe('contexts that move while an import goes on', () => {
  it.each<readonly [string, Extracted, Extracted]>([
    ['out of the monolith', {}, ALL],
    ['back into the monolith, with the data of the split shop', ALL, {}],
    ['some out and others back', oneOf('orders', 'catalog', 'shipping'), oneOf('inventory', 'payments', 'orders')],
  ])('%s lose and repeat nothing', async (_, before, after) => {
    const shop = await SplitShop.start(before);
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
