import { expect, it } from 'vitest';
import { writeWorkspace } from '../../workspace.fixture.js';
import { contractsIndex } from './contracts-index.js';

it('the index lists the contracts of a workspace with the number of their messages', () => {
  const root = writeWorkspace({
    'libs/contracts/shared/src/index.ts': 'export const Sku = 1;',
    'libs/contracts/orders/src/index.ts': `
      /** Takes | orders. */
      import { command, event } from '@multilith/contract';
      export class PlaceOrder extends command('orders.PlaceOrder', {}) {}
      export class OrderPlacedV1 extends event('orders.OrderPlaced', {}) {}
      export class OrderPlaced extends event('orders.OrderPlaced', { version: 2 }) {}`,
    'libs/contracts/billing/src/index.ts': `
      import { query } from '@multilith/contract';
      export class GetBills extends query('billing.GetBills', {}) {}`,
  });
  const { path, content } = contractsIndex(root);
  expect(path).toBe('docs/contracts/README.md');
  expect((content as string).split('\n').slice(-4)).toEqual([
    '| --- | --- | --- | --- | --- |',
    '| [billing](billing.md) |  | 0 | 1 | 0 |',
    '| [orders](orders.md) | Takes \\| orders. | 1 | 0 | 1 |',
    '',
  ]);
});
