import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/api/orders.resolver.ts';

describe('api-uses-contracts-only', () => {
  it.each([
    ['a file of its module', `import { Order } from '../domain/order.js';`],
    ['a type of its module', `import type { Order } from '../domain/order.js';`],
    ['the entry of its module', `import { OrdersModule } from '@modules/orders';`],
  ])('refuses %s', (_what, source) => {
    expect(findingsOf({ [FILE]: source })).toEqual([`api-uses-contracts-only ${FILE}`]);
  });

  it('allows its own folder and contracts', () => {
    expect(
      findingsOf({
        [FILE]: `import { orders } from '@contracts/orders';\nimport { page } from './page.js';`,
        'libs/modules/orders/src/api/page.ts': 'export const page = 1;',
      }),
    ).toEqual([]);
  });
});
