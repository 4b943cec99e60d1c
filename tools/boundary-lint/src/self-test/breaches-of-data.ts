import { MODULE, uses, type BreachCases } from './breach-case.js';
import { VICTIM } from './plant.js';

const MIGRATION = 'libs/modules/orders/src/persistence/migrations/create.ts';

const sql = (text: string): string => `export const statement = ${JSON.stringify(text)};`;

/** Ways to another context's data and providers that name no file of it. */
export const BREACHES_OF_DATA: BreachCases = {
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
    [
      'a statement that is executed as text',
      VICTIM,
      sql(`DO $$ BEGIN EXECUTE 'SELECT * FROM catalog.product'; END $$`),
    ],
    [
      'a function whose body is text',
      MIGRATION,
      sql(`CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM catalog.product'`),
    ],
    ['a sequence by text', VICTIM, sql(`SELECT nextval('catalog.product_seq') FROM line`)],
    ['a table by cast', VICTIM, sql(`SELECT 'catalog.product'::regclass FROM line`)],
    ['a schema in Unicode escapes', VICTIM, sql(`SELECT * FROM U&"c\\0061talog".product`)],
    [
      'a query builder of another kind',
      VICTIM,
      `declare const db: any;\nexport const all = db.selectFrom('catalog.product');`,
    ],
    [
      'a table between entities',
      VICTIM,
      `import { JoinTable } from 'typeorm';\nexport class X { @JoinTable({ name: 'product' }) products!: unknown }`,
    ],
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
    ['a function alone', VICTIM, sql(`SELECT catalog.price_of('x')`)],
    ['a command of upkeep', VICTIM, sql('VACUUM FULL catalog.product')],
    ['another schema for a table', MIGRATION, sql('ALTER TABLE line SET SCHEMA catalog')],
    ['rights on a schema', MIGRATION, sql('GRANT USAGE ON SCHEMA catalog TO orders')],
    ['rights of a role', MIGRATION, sql('GRANT catalog TO orders')],
    ['a database before the schema', VICTIM, sql('SELECT * FROM main.catalog.product')],
    ['a list in lower case', VICTIM, `export const text = ['select *', 'from catalog.product'].join(' ');`],
    ['a replaced schema', VICTIM, `export const text = 'SELECT * FROM $S.product'.replace('$S', 'catalog');`],
    ['a table as a name', VICTIM, `declare const knex: any;\nexport const all = knex('catalog.product');`],
    [
      'the search path of an address',
      VICTIM,
      `export const url = 'postgres://u@h/db?options=-csearch_path%3Dcatalog';`,
    ],
    ['the address of another database', VICTIM, `export const url = process.env['CATALOG_DATABASE_URL'];`],
    [
      'a default of a column',
      VICTIM,
      `import { Column } from 'typeorm';\nexport class X { @Column({ default: () => "nextval('catalog.product_seq')" }) id!: number }`,
    ],
    [
      'a relation by a function',
      VICTIM,
      `import { ManyToOne } from 'typeorm';\nexport class X { @ManyToOne(function () { return 'ProductEntity'; }) product!: unknown }`,
    ],
    ['an entity manager', VICTIM, `export const all = (manager: any) => manager.find('ProductEntity');`],
    [
      'globs in an object',
      MODULE,
      `${uses(`{ whenUnavailable: 'fail' }`)}\nexport const persistence = { entities: { all: 'libs/modules/**/*.entity.ts' } };`,
    ],
    ['a .psql file', 'libs/modules/orders/src/persistence/report.PSQL', 'select * from "catalog"."product"'],
  ],
  'no-backdoor-injection': [
    [
      'a string token of another context',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nexport class X { constructor(@Inject('PRICE_LIST') readonly prices: unknown) {} }`,
    ],
    [
      'a symbol',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nconst PRICES = Symbol.for('prices');\nexport class X { constructor(@Inject(PRICES) readonly prices: unknown) {} }`,
      {
        'libs/modules/catalog/src/prices.ts': `export const prices = { provide: Symbol.for('prices'), useValue: 1 };`,
      },
    ],
    [
      'a token that another context declares in a file of its own',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nexport class X { constructor(@Inject('PRICES') readonly prices: unknown) {} }`,
      {
        'libs/modules/catalog/src/tokens.ts': `export const PRICES = 'PRICES';`,
        'libs/modules/catalog/src/prices.ts': `import { PRICES } from './tokens.js';\nexport const prices = { provide: PRICES, useValue: 1 };`,
      },
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
      'a token that a file of its own declares',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nimport { PRICES } from './tokens.js';\nexport class X { constructor(@Inject(PRICES) readonly prices: unknown) {} }`,
      { 'libs/modules/orders/src/application/tokens.ts': `export const PRICES = 'PRICE_LIST';` },
    ],
    [
      'a look-up whose limits are computed',
      VICTIM,
      `export class X { constructor(readonly refs: any) {}\n get = (token: string) => this.refs.get(token, { strict: !1 }); }`,
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
    [
      'a token in an object',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nimport { TOKENS } from './tokens.js';\nexport class X { constructor(@Inject(TOKENS.PRICES) readonly prices: unknown) {} }`,
      { 'libs/modules/orders/src/application/tokens.ts': `export const TOKENS = { PRICES: 'PRICE_LIST' } as const;` },
    ],
    [
      'a token in an enum',
      VICTIM,
      `import { Inject } from '@nestjs/common';\nimport { Token } from './tokens.js';\nexport class X { constructor(@Inject(Token.Prices) readonly prices: unknown) {} }`,
      { 'libs/modules/orders/src/application/tokens.ts': `export enum Token { Prices = 'PRICE_LIST' }` },
    ],
    [
      'metadata by hand',
      VICTIM,
      `Reflect.defineMetadata('self:paramtypes', [{ index: 0, param: 'PRICE_LIST' }], class {});`,
    ],
    [
      'limits that are spread',
      VICTIM,
      `const anywhere = { strict: false };\nexport const find = (refs: any) => refs.get('X', { ...anywhere });`,
    ],
    [
      'a look-up through call',
      VICTIM,
      `export const find = (refs: any) => refs.get.call(refs, 'X', { strict: false });`,
    ],
    [
      'the container taken later',
      VICTIM,
      `export const load = async () => (await import('@nestjs/core')).ModulesContainer;`,
    ],
    [
      'the container of a reference',
      VICTIM,
      `export const all = (moduleRef: any) => moduleRef.container.getModules();`,
    ],
    [
      'the connection of another context by forFeature',
      VICTIM,
      `import { TypeOrmModule } from '@nestjs/typeorm';\nexport const feature = TypeOrmModule.forFeature([], 'catalog');`,
    ],
  ],
};
