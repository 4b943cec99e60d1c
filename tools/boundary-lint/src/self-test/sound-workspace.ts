import type { Files } from './plant.js';

const entry = (path: string): object => ({ '@multilith/source': path, default: path });
const packageJson = (
  name: string,
  dependencies: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string =>
  JSON.stringify({
    name,
    type: 'module',
    exports: Object.fromEntries(
      Object.entries({ '.': './src/index.ts', ...more }).map(([key, path]) => [key, entry(path)]),
    ),
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
  });

const OF_A_MODULE = [
  '@contracts/catalog',
  '@contracts/orders',
  '@contracts/shared',
  '@multilith/contract',
  '@multilith/runtime',
  '@nestjs/common',
  '@nestjs/core',
  'typeorm',
  'vitest',
  'execa',
  'jiti',
  'piscina',
  'rewire',
];

/**
 * A small workspace in which nothing is wrong: two contexts, their contracts, a platform and an app. `orders` asks
 * `catalog` for products and hears of new ones.
 */
export const SOUND: Files = {
  'package.json': JSON.stringify({ name: 'sound', private: true, workspaces: ['libs/*/*', 'apps/*', 'tools/*'] }),
  CODEOWNERS: '/libs/modules/orders/ @team/orders\n/libs/modules/catalog/ @team/catalog\n',
  'libs/platform/contract/package.json': packageJson('@multilith/contract', ['zod']),
  'libs/platform/contract/src/index.ts':
    'export const command = 1, query = 2, event = 3, contract = 4, contractError = 5;',
  'libs/platform/runtime/package.json': packageJson('@multilith/runtime', ['@multilith/contract', '@nestjs/common']),
  'libs/platform/runtime/src/index.ts': 'export const use = 1, ContextModule = 2;',
  'libs/contracts/shared/package.json': packageJson('@contracts/shared', ['zod']),
  'libs/contracts/shared/src/index.ts': `import { z } from 'zod';\nexport const Sku = z.string();`,
  'libs/contracts/catalog/package.json': packageJson('@contracts/catalog', [
    '@multilith/contract',
    '@contracts/shared',
  ]),
  'libs/contracts/catalog/src/index.ts': [
    `import { command, contract, event, query } from '@multilith/contract';`,
    `export { Sku } from '@contracts/shared';`,
    `export class GetProducts extends query('catalog.GetProducts', {}) {}`,
    `export class AddProduct extends command('catalog.AddProduct', {}) {}`,
    `export class ProductAdded extends event('catalog.ProductAdded', {}) {}`,
    `export const catalog = contract('catalog', { messages: [GetProducts, AddProduct, ProductAdded] });`,
  ].join('\n'),
  'libs/contracts/orders/package.json': packageJson('@contracts/orders', ['@multilith/contract', '@contracts/shared']),
  'libs/contracts/orders/src/index.ts': [
    `import { command, contract, query } from '@multilith/contract';`,
    `export class PlaceOrder extends command('orders.PlaceOrder', {}) {}`,
    `export class GetOrders extends query('orders.GetOrders', {}) {}`,
    `export const orders = contract('orders', { messages: [PlaceOrder, GetOrders] });`,
  ].join('\n'),
  'libs/modules/catalog/package.json': packageJson('@modules/catalog', OF_A_MODULE, { './api': './src/api/index.ts' }),
  'libs/modules/catalog/src/index.ts': `export { CatalogModule } from './catalog.module.js';`,
  'libs/modules/catalog/src/catalog.module.ts': `import { Module } from '@nestjs/common';\n@Module({ providers: [{ provide: 'PRICE_LIST', useValue: 1 }] })\nexport class CatalogModule {}`,
  'libs/modules/catalog/src/persistence/product.entity.ts': `import { Entity } from 'typeorm';\n@Entity('product')\nexport class ProductEntity {}`,
  'libs/modules/catalog/src/worker.cjs': 'module.exports = 1;',
  'libs/modules/catalog/src/api/index.ts': 'export class CatalogApiModule {}',
  'libs/modules/orders/package.json': packageJson('@modules/orders', OF_A_MODULE, { './api': './src/api/index.ts' }),
  'libs/modules/orders/src/index.ts': `export { OrdersModule } from './orders.module.js';`,
  'libs/modules/orders/src/orders.module.ts': [
    `import { catalog } from '@contracts/catalog';`,
    `import { ContextModule, use } from '@multilith/runtime';`,
    `export const uses = [use(catalog, { timeout: '2s', whenUnavailable: 'fail' })];`,
    `export class OrdersModule { static readonly context = ContextModule; }`,
  ].join('\n'),
  'libs/modules/orders/src/application/ask-catalog.ts': `import { GetProducts } from '@contracts/catalog';\nexport const ask = () => new GetProducts();`,
  'libs/modules/orders/src/persistence/order.entity.ts': `import { Entity } from 'typeorm';\n@Entity('purchase_order')\nexport class OrderEntity {}`,
  'libs/modules/orders/src/api/index.ts': 'export class OrdersApiModule {}',
  'apps/web/package.json': packageJson('@apps/web', ['@modules/orders', '@modules/catalog']),
  'apps/web/src/index.ts': `import { OrdersModule } from '@modules/orders';\nexport default OrdersModule;`,
};

/** npm packages that the workspace uses; the self-test installs them as empty ones. */
export const INSTALLED = [
  'zod',
  'vitest',
  'typeorm',
  '@nestjs/common',
  '@nestjs/core',
  'execa',
  'jiti',
  'piscina',
  'rewire',
];
