import { VICTIM, type Files, type Plant } from './plant.js';

const MODULE = 'libs/modules/orders/src/orders.module.ts';
const CATALOG_CONTRACT = 'libs/contracts/catalog/src/index.ts';
const CONTRACT = 'libs/contracts/orders/src/planted.ts';
const RUNTIME = 'libs/platform/runtime/src/planted.ts';
const APP = 'apps/shop/src/planted.ts';
const RESOLVER = 'libs/modules/orders/src/api/orders.resolver.ts';
const MIGRATION = 'libs/modules/orders/src/persistence/migrations/create.ts';

type Case = readonly [name: string, file: string, source: string, more?: Files];

const uses = (options: string): string =>
  `import { catalog } from '@contracts/catalog';\nimport { use } from '@multilith/runtime';\nexport const uses = [use(catalog, ${options})];\nexport class OrdersModule {}`;
const sql = (text: string): string => `export const statement = ${JSON.stringify(text)};`;

/** Every rule, broken in the ways people break it. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  'no-cross-context': [
    ['another module', VICTIM, `import { CatalogModule } from '@modules/catalog';`],
    ['an app', VICTIM, `import '@apps/shop';`],
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
  ],
  'own-schema': [
    ['a plain statement', VICTIM, sql('SELECT * FROM catalog.product')],
    ['a statement with quotes', VICTIM, sql('SELECT 1 FROM "catalog"."product" p')],
    ['a join', VICTIM, sql('SELECT o.id FROM purchase_order o JOIN catalog.product p ON p.sku = o.sku')],
    [
      'a statement in pieces',
      VICTIM,
      `const schema = 'catalog';\nexport const statement = \`SELECT * FROM \${schema}.product\`;`,
    ],
    [
      'a tagged statement',
      VICTIM,
      'declare const sql: any;\nexport const statement = sql`delete from catalog.product`;',
    ],
    ['a table of another context', VICTIM, sql('SELECT sku FROM product')],
    ['a foreign key', MIGRATION, sql('CREATE TABLE line (sku text REFERENCES catalog.product (sku))')],
    [
      'a foreign key without a schema',
      MIGRATION,
      sql('ALTER TABLE line ADD FOREIGN KEY (sku) REFERENCES product (sku)'),
    ],
    ['a function of another schema', VICTIM, sql('SELECT catalog.price_of(sku) FROM line')],
    ['the search path', VICTIM, sql('SET search_path TO catalog')],
    ['another role', VICTIM, sql('SET ROLE catalog')],
    [
      'the query builder',
      VICTIM,
      `declare const orders: any;\nexport const all = orders.createQueryBuilder().from('catalog.product', 'p');`,
    ],
    [
      'a join of the query builder',
      VICTIM,
      `declare const orders: any;\nexport const all = orders.createQueryBuilder('o').leftJoin('catalog.product', 'p');`,
    ],
    [
      'the schema of an entity',
      VICTIM,
      `import { Entity } from 'typeorm';\n@Entity({ name: 'product', schema: 'catalog' })\nexport class X {}`,
    ],
    [
      'the name of an entity',
      VICTIM,
      `import { Entity } from 'typeorm';\n@Entity('catalog.product')\nexport class X {}`,
    ],
    [
      'a relation by string',
      VICTIM,
      `import { ManyToOne } from 'typeorm';\nexport class X { @ManyToOne('ProductEntity') product!: unknown }`,
    ],
    [
      'a relation by a lazy string',
      VICTIM,
      `import { ManyToOne } from 'typeorm';\nexport class X { @ManyToOne(() => 'ProductEntity') product!: unknown }`,
    ],
    [
      'a repository by string',
      VICTIM,
      `declare const manager: any;\nexport const all = manager.getRepository('ProductEntity');`,
    ],
    [
      'an entity glob',
      MODULE,
      `${uses(`{ whenUnavailable: 'fail' }`)}\nexport const persistence = { entities: ['libs/modules/**/*.entity.ts'] };`,
    ],
    [
      'a foreign key of a migration',
      MIGRATION,
      `import { TableForeignKey } from 'typeorm';\nexport const key = new TableForeignKey({ columnNames: ['sku'], referencedTableName: 'catalog.product' });`,
    ],
    ['a .sql file', 'libs/modules/orders/src/persistence/report.sql', 'SELECT *\n  FROM catalog.product;'],
  ],
  'no-backdoor-injection': [
    [
      'a string token of another context',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nexport class X { constructor(@Inject('PRICE_LIST') readonly prices: unknown) {} }`,
    ],
    [
      'a string that names another context',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nexport class X { constructor(@Inject('CATALOG_SERVICE') readonly prices: unknown) {} }`,
    ],
    [
      'a symbol',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nconst CATALOG = Symbol.for('catalog.prices');\nexport class X { constructor(@Inject(CATALOG) readonly prices: unknown) {} }`,
    ],
    [
      'the container without limits',
      VICTIM,
      `export class X { constructor(readonly moduleRef: any) {}\n get = (token: string) => this.moduleRef.get(token, { strict: false }); }`,
    ],
    [
      'resolve without limits',
      VICTIM,
      `const anywhere = { strict: false };\nexport const find = (moduleRef: any, token: string) => moduleRef.resolve(token, undefined, anywhere) ?? moduleRef.get(token, anywhere);`,
    ],
    [
      'a factory that asks for it',
      VICTIM,
      `export const provider = { provide: 'X', useFactory: (x: unknown) => x, inject: ['PRICE_LIST'] };`,
    ],
    [
      'the connection of another context',
      VICTIM,
      `import { InjectDataSource } from '@nestjs/typeorm';\nexport class X { constructor(@InjectDataSource('catalog') readonly db: unknown) {} }`,
    ],
    [
      'the container itself',
      VICTIM,
      `import { ModulesContainer } from '@nestjs/core';\nexport class X { constructor(readonly all: ModulesContainer) {} }`,
    ],
  ],
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
    ['the platform imports an app', RUNTIME, `import '@apps/shop';`],
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
    ['an app enters a module by what it does not export', APP, `import '@modules/orders/src/orders.module.js';`],
  ],
  'module-entry': [
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
  ].map(([name, file, source]): Case => [name!, file!, source!]),
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
