import { BREACHES_OF_DATA } from './breaches-of-data.js';
import { MODULE, uses, type BreachCase, type BreachCases } from './breach-case.js';
import { FILE_CYCLES } from './forms-of-cycles.js';
import { VICTIM, type Plant } from './plant.js';

const CATALOG_CONTRACT = 'libs/contracts/catalog/src/index.ts';
const CONTRACT = 'libs/contracts/orders/src/planted.ts';
const RUNTIME = 'libs/platform/runtime/src/planted.ts';
const APP = 'apps/web/src/planted.ts';
const RESOLVER = 'libs/modules/orders/src/api/orders.resolver.ts';

/** Every rule, broken in the ways people break it. */
const CASES: BreachCases = {
  'no-cross-context': [
    ['another module', VICTIM, `import { CatalogModule } from '@modules/catalog';`],
    ['an app', VICTIM, `import '@apps/web';`],
    [
      'a tool',
      VICTIM,
      `import '../../../../../tools/gen/src/index.js';`,
      { 'tools/gen/src/index.ts': '', 'tools/gen/package.json': '{"name":"gen"}' },
    ],
    ['the runtime outside the module file', VICTIM, `import { use } from '@multilith/runtime';`],
    [
      'a contract that is neither used nor heard',
      'libs/modules/catalog/src/planted.ts',
      `import type { OrderView } from '@contracts/orders';`,
    ],
    ['a file of the root', VICTIM, `import '../../../../../scripts/all.js';`, { 'scripts/all.ts': '' }],
  ],
  'contracts-are-pure': [
    ['an ORM', CONTRACT, `import { Entity } from 'typeorm';`],
    ['a type of the ORM', CONTRACT, `import type { Repository } from 'typeorm';`],
    ['an inline type of Nest', CONTRACT, `export type X = import('@nestjs/common').Type;`],
    [
      'an entity',
      CONTRACT,
      `export type { OrderEntity } from '../../../modules/orders/src/persistence/order.entity.js';`,
    ],
    ['a message of another contract', CONTRACT, `import { GetProducts } from '@contracts/catalog';`],
    ['the runtime', CONTRACT, `import { use } from '@multilith/runtime';`],
    ['a Node module', CONTRACT, `import { readFile } from 'node:fs';`],
  ],
  'api-uses-contracts-only': [
    ['the domain of the own module', RESOLVER, `import { ask } from '../application/ask-catalog.js';`],
    ['the own module by its name', RESOLVER, `import { OrdersModule } from '@modules/orders';`],
    ['a type of the own entity', RESOLVER, `import type { OrderEntity } from '../persistence/order.entity.js';`],
  ],
  'public-entry': [
    ['a path that is not exported', VICTIM, `import '@contracts/catalog/src/index.js';`],
    [
      'a relative path into a contract',
      VICTIM,
      `import { GetProducts } from '../../../../contracts/catalog/src/index.js';`,
    ],
    [
      'a relative path into the platform',
      MODULE,
      `import '../../../platform/runtime/src/index.js';\n${uses(`{ whenUnavailable: 'fail' }`)}`,
    ],
  ],
  'declared-use': [
    [
      'a query that is not listed',
      'libs/modules/catalog/src/planted.ts',
      `import { GetOrders } from '@contracts/orders';\nexport const ask = () => new GetOrders();`,
    ],
    [
      'a command through a namespace',
      'libs/modules/catalog/src/planted.ts',
      `import * as orders from '@contracts/orders';\nexport const ask = () => new orders.PlaceOrder();`,
    ],
    ['a use without a decision', MODULE, uses(`{ timeout: '2s' }`)],
    ['a use without options', MODULE, uses('undefined')],
    [
      'a use that nothing needs',
      'libs/modules/catalog/src/catalog.module.ts',
      `import { orders } from '@contracts/orders';\nimport { use } from '@multilith/runtime';\nexport const uses = [use(orders, { whenUnavailable: 'fail' })];\nexport class CatalogModule {}`,
    ],
    [
      'a query of the API that is not listed',
      RESOLVER,
      `import { GetProducts } from '@contracts/catalog';\nexport const ask = () => new GetProducts();`,
    ],
  ],
  'no-cycles': [
    [
      'contexts that call each other',
      'libs/modules/orders/src/application/ask-catalog.ts',
      `import { GetProducts } from '@contracts/catalog';\nexport const ask = () => new GetProducts();`,
      {
        'libs/modules/catalog/src/catalog.module.ts': `import { GetOrders, orders } from '@contracts/orders';\nimport { use } from '@multilith/runtime';\nexport const uses = [use(orders, { whenUnavailable: 'fail' })];\nexport const ask = () => new GetOrders();\nexport class CatalogModule {}`,
      },
    ],
    [
      'packages that import each other',
      CATALOG_CONTRACT,
      `export { OrderId } from '@contracts/orders';\nexport const Sku = 1;`,
      {
        'libs/contracts/orders/src/index.ts': `export { Sku } from '@contracts/catalog';\nexport const OrderId = 1;`,
      },
    ],
    [
      'packages whose types import each other',
      CATALOG_CONTRACT,
      `import type { OrderId } from '@contracts/orders';\nexport type Sku = OrderId;`,
      {
        'libs/contracts/orders/src/index.ts': `import type { Sku } from '@contracts/catalog';\nexport type OrderId = Sku | 1;`,
      },
    ],
    ...FILE_CYCLES.map(([name, ...rest]): BreachCase => [`files in a circle by ${name}`, ...rest]),
  ],
  ...BREACHES_OF_DATA,
  'no-laundering': [
    [
      'an entity through the shared kernel',
      VICTIM,
      `import { Product } from '@contracts/shared';\nexport const x = Product;`,
      {
        'libs/contracts/shared/src/index.ts': `export * from './product.js';`,
        'libs/contracts/shared/src/product.ts': `export { CatalogModule as Product } from '@modules/catalog';`,
      },
    ],
    [
      'a type through its contract',
      VICTIM,
      `import type { ProductRow } from '@contracts/catalog';`,
      {
        [CATALOG_CONTRACT]: `import type { ProductEntity } from '../../../modules/catalog/src/persistence/product.entity.js';\nexport type ProductRow = ProductEntity;`,
      },
    ],
    [
      'an import that is exported later',
      VICTIM,
      `import { Product } from '@contracts/shared';\nexport const x = Product;`,
      {
        'libs/contracts/shared/src/index.ts': `import { CatalogModule } from '@modules/catalog';\nexport { CatalogModule as Product };`,
      },
    ],
    [
      'the platform',
      MODULE,
      `import { Stock } from '@multilith/runtime';\n${uses(`{ whenUnavailable: 'fail' }`)}`,
      {
        'libs/platform/runtime/src/index.ts': `export const use = 1;\nexport * as Stock from '@modules/catalog';`,
      },
    ],
  ],
  'platform-is-generic': [
    ['the platform imports a module', RUNTIME, `import { OrdersModule } from '@modules/orders';`],
    ['the platform imports a contract', RUNTIME, `import type { PlaceOrder } from '@contracts/orders';`],
    ['the platform imports an app', RUNTIME, `import '@apps/web';`],
    [
      'a tool imports a contract',
      'tools/gen/src/index.ts',
      `import '@contracts/orders';`,
      { 'tools/gen/package.json': '{"name":"gen","dependencies":{"@contracts/orders":"*"}}' },
    ],
    [
      'an app enters a module by its path',
      APP,
      `import '../../../libs/modules/orders/src/application/ask-catalog.js';`,
    ],
    [
      'an app starts a file of a module',
      APP,
      `new Worker(new URL('../../../libs/modules/orders/src/application/ask-catalog.js', import.meta.url));`,
    ],
    [
      'the platform names the application',
      RUNTIME,
      `export const audience = 'acme';`,
      { 'boundary-lint.json': '{ "applicationWords": ["acme"] }' },
    ],
    ['an app enters a module by what it does not export', APP, `import '@modules/orders/src/orders.module.js';`],
  ],
  'module-entry': [
    [
      'an entry that leads elsewhere',
      'libs/modules/orders/package.json',
      '{ "name": "@modules/orders", "exports": { ".": "./src/index.ts", "./api": "./src/application/ask-catalog.ts" } }',
    ],
    [
      'a third entry',
      'libs/modules/orders/package.json',
      '{ "name": "@modules/orders", "exports": { ".": "./src/index.ts", "./order": "./src/persistence/order.entity.ts" } }',
    ],
    [
      'an entry that exports more than the module',
      'libs/modules/orders/src/index.ts',
      `export { OrdersModule, uses } from './orders.module.js';`,
    ],
  ],
  'fails closed': [
    ['parse-error', VICTIM, 'const = ;'],
    ['unresolved', VICTIM, `import './gone.js';`],
    ['unknown-place', 'libs/helpers/text/index.ts', ''],
    [
      'stale-exception',
      'boundary-lint.json',
      '{ "unanalysable": [{ "file": "gone.ts", "form": "dynamic", "reason": "was needed once" }] }',
    ],
    ['binary', 'libs/modules/orders/src/binary.ts', '\0\u0001\u0002'],
  ].map(([name, file, source]): BreachCase => [name!, file!, source!]),
};

/** One plant per way to break a rule. */
export const BREACH_PLANTS: readonly Plant[] = Object.entries(CASES).flatMap(([group, cases]) =>
  cases.map(([name, file, source, more = {}]) => ({
    name,
    group,
    rule: group !== 'fails closed' ? group : name === 'binary' ? 'parse-error' : name,
    file: group === 'no-cycles' ? '' : file,
    files: { ...more, [file]: source },
  })),
);
