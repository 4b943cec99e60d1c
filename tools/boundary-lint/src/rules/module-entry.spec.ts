import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/index.ts';

describe('module-entry', () => {
  it.each([
    ['an entity', `export { OrdersModule } from './orders.module.js';\nexport { Order } from './domain/order.js';`],
    ['everything of a file', `export * from './orders.module.js';`],
    ['a type', `export { OrdersModule } from './orders.module.js';\nexport type Orders = string;`],
    ['a value of its own', `export { OrdersModule } from './orders.module.js';\nexport const version = 1;`],
  ])('refuses %s beside the module', (_what, source) => {
    expect(findingsOf({ [FILE]: source })).toEqual([`module-entry ${FILE}`]);
  });

  it('allows the module, and leaves the API entry alone', () => {
    expect(
      findingsOf({
        [FILE]: `/** Orders. */\nexport { OrdersModule } from './orders.module.js';`,
        'libs/modules/orders/src/api/index.ts': 'export class OrdersApiModule {}\nexport const sdl = 1;',
      }),
    ).toEqual([]);
  });
});
