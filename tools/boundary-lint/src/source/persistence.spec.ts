import { describe, expect, it } from 'vitest';
import { findingsOf, reportOn, type Tree } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/planted.ts';
const CATALOG: Tree = {
  'libs/modules/catalog/src/product.entity.ts': `import { Entity } from 'typeorm';\n@Entity('product')\nexport class ProductEntity {}\n@Entity('tariff')\nexport class Tariff {}`,
};
const ofOwnSchema = (source: string): string[] => {
  const { violations, unanalysable } = reportOn({ ...CATALOG, [FILE]: source });
  return [...violations.map(({ rule }) => rule), ...unanalysable.map(() => 'unanalysable')].filter((rule) =>
    /^(?:own-schema|unanalysable)$/.test(rule),
  );
};

describe('a method that is called as one of an ORM', () => {
  it.each([
    ['Buffer.from', `export const x = Buffer.from('product');`],
    ['Array.from', `export const x = Array.from('product');`],
    ['Uint8Array.from', `export const x = Uint8Array.from('product' as never);`],
    ['path.join', `import { join } from 'node:path';\nexport const x = join('product', 'pictures');`],
    ['path.posix.join', `import path from 'node:path';\nexport const x = path.posix.join('product', 'pictures');`],
    ['the join of a list', `export const x = (names: string[]) => names.map(String).join('product');`],
    [
      'update of a hash',
      `import { createHash } from 'node:crypto';\nexport const x = createHash('sha256').update('product').digest('hex');`,
    ],
    [
      'update of a hash in a variable',
      `import { createHmac } from 'node:crypto';\nconst hmac = createHmac('sha256', 'key');\nhmac.update('product');`,
    ],
    [
      'update of a typed parameter',
      `import type { Hash } from 'node:crypto';\nexport const x = (sum: Hash) => sum.update('product', 'utf8');`,
    ],
    [
      'update of a typed field',
      `import type { Hash } from 'node:crypto';\nexport class X { constructor(private readonly db: Hash) {}\n x() { this.db.update('product'); } }`,
    ],
    ['from of RxJS', `import { from } from 'rxjs';\nexport const x = from('product');`],
    [
      'from of an observable',
      `import { Observable } from 'rxjs';\nexport const x = (Observable as any).from('product');`,
    ],
    ['update of lodash', `import _ from 'lodash';\nexport const x = _.update({}, 'product', String);`],
    ['join of lodash', `import { join } from 'lodash';\nexport const x = join(['a'], 'product');`],
    [
      'set and delete of a map',
      `const map = new Map<string, number>();\nmap.set('Tariff', 1);\nmap.delete('ProductEntity');\nmap.delete('Tariff');`,
    ],
    [
      'delete of a field that is a set',
      `export class X { #seen = new Set<string>();\n x() { this.#seen.delete('Tariff'); } }`,
    ],
    [
      'delete of a cache',
      `export class X { constructor(private readonly cacheManager: any) {}\n x() { return this.cacheManager.delete('Tariff'); } }`,
    ],
    [
      'parameters of an address',
      `export const x = (url: URL) => { url.searchParams.delete('Tariff'); new URLSearchParams().delete('Tariff'); };`,
    ],
    ['a room of a socket', `export const x = (socket: any) => socket.join('product');`],
    ['from of a mail', `export const x = (mail: any) => mail.from('product').into('product');`],
    ['table of the console', `console.table('product');`],
    [
      'createTable of a user interface',
      `import { createTable } from '@tanstack/table-core';\nexport const x = (createTable as any)('product');`,
    ],
    [
      'an event of an emitter',
      `import { EventEmitter } from 'node:events';\nconst bus = new EventEmitter();\nbus.emit('catalog.product');`,
    ],
    [
      'the pattern of a message',
      `import { MessagePattern } from '@nestjs/microservices';\nexport class X { @MessagePattern('catalog.product') x() {} }`,
    ],
    ['a translation', `export const x = (i18n: any) => i18n.t('catalog.product');`],
    [
      'a table of a terminal',
      `import Table from 'cli-table3';\nexport const x = new Table({ name: 'product' } as never);`,
    ],
    [
      'a map that is called as a repository',
      `export const x = (repository: Map<string, string>) => repository.delete('Tariff');`,
    ],
    [
      'parameters of an address that are called query',
      `export const x = (query: URLSearchParams) => query.delete('Tariff');`,
    ],
    ['the query of a request', `export const x = (req: any) => req.query.from('product');`],
    ['jQuery', `declare const jQuery: any;\njQuery('a').find('Tariff').delete('Tariff');`],
    [
      'a builder that the file itself declares',
      `class MailBuilder { from(who: string) { return who; } }\nconst builder = new MailBuilder();\nbuilder.from('product');`,
    ],
    [
      'a field of a class that the file itself declares',
      `class Line { update(what: string) { return what; } }\nexport class X { constructor(readonly connection: Line) {}\n x() { return this.connection.update('product'); } }`,
    ],
    ['a setting', `export const x = (settings: any) => settings.get('catalog.product');`],
    ['a permission', `export const permissions = ['catalog.product'];`],
    ['what a value is compared with', `export const x = (kind: string) => kind === 'catalog.product';`],
    ['styles', 'declare const styled: any;\nexport const Box = styled.div`from catalog.product { color: red }`;'],
  ])('is not taken for it: %s', (_what, source) => {
    expect(ofOwnSchema(source)).toEqual([]);
  });

  it.each([
    ['a query builder', `export const x = (orders: any) => orders.createQueryBuilder().from('product', 'p');`],
    [
      'a query builder in a variable',
      `export const x = (orders: any) => { const qb = orders.createQueryBuilder();\n qb.update('product').set({}); };`,
    ],
    [
      'a builder of a subquery',
      `export const x = (orders: any) => orders.createQueryBuilder('o').where((qb: any) => qb.from('product', 'p'));`,
    ],
    ['knex', `import knex from 'knex';\nconst k = knex({});\nk.select('sku').from('product');`],
    [
      'a typed repository',
      `import type { Repository } from 'typeorm';\nexport const x = (all: Repository<object>) => (all as any).update('product');`,
    ],
    [
      'the runner of a migration',
      `export class X { async up(queryRunner: any) { await queryRunner.addColumn('product', 1); await queryRunner.createTable('line'); } }`,
    ],
    [
      'a join of a builder',
      `import type { Knex } from 'knex';\nexport const x = (from: Knex) => from('line').join('product', 'a', 'b');`,
    ],
    [
      'a transaction under any name',
      `export const x = (source: any) => source.transaction(async (inside: any) => inside.delete('Tariff', 1));`,
    ],
    [
      'a part of a data source under any name',
      `import { DataSource } from 'typeorm';\nconst { manager: inside } = new DataSource({} as never);\ninside.delete('Tariff', 1);`,
    ],
    ['a client of Supabase', `export const x = (supabase: any) => supabase.from('product').select('*');`],
    ['a table with its alias', `export const x = (knex: any) => knex.select('a').from('product as p');`],
    ['one of several tables', `export const x = (db: any) => db.selectFrom(['line', 'product']);`],
    [
      'a table that is mapped to a property',
      `export const x = (lines: any) => lines.createQueryBuilder('o').innerJoinAndMapOne('o.product', 'product', 'p');`,
    ],
    [
      'an entity manager',
      `export class X { constructor(private readonly em: any) {}\n x() { return this.em.delete('Tariff'); } }`,
    ],
  ])('is one where a database is asked: %s', (_what, source) => {
    expect(ofOwnSchema(source)).toContain('own-schema');
  });
});

describe('a schema', () => {
  it.each([
    [
      'of a code generator',
      `export const codegen = { schema: 'https://web.example/graphql', documents: 'src/**/*.graphql' };`,
    ],
    ['of GraphQL', `export const mercurius = { schema: './schema.graphql' };`],
    ['of a code generator by a name', `export const codegen = { schema: 'catalog', documents: [] };`],
    ['of JSON', `export const options = { schema: '#/definitions/product' };`],
    [
      'of an API',
      `import { ApiResponse } from '@nestjs/swagger';\nexport class X { @ApiResponse({ schema: 'catalog' as never }) x() {} }`,
    ],
    ['of a check by Ajv', `import Ajv from 'ajv';\nconst ajv = new Ajv();\najv.validate({ schema: 'catalog' }, 1);`],
    ['of a route', `export const x = (app: any) => app.route({ url: '/', schema: 'catalog' });`],
    [
      'of a builder of schemas',
      `import { createSchema } from 'graphql-yoga';\nexport const x = createSchema('catalog' as never);`,
    ],
    [
      'the name of an enum of an API',
      `import { ApiProperty } from '@nestjs/swagger';\nexport class X { @ApiProperty({ enumName: 'Tariff' }) x!: string }`,
    ],
    ['the table of another service', `export const x = { tableName: 'product', region: 'eu' };`],
  ])('is none of a database: %s', (_what, source) => {
    expect(ofOwnSchema(source)).toEqual([]);
  });

  it.each([
    ['an entity', `import { Entity } from 'typeorm';\n@Entity({ schema: 'catalog' })\nexport class X {}`],
    [
      'a data source',
      `import { DataSource } from 'typeorm';\nexport const x = new DataSource({ type: 'postgres', schema: 'catalog' });`,
    ],
    [
      'a module of Nest',
      `import { TypeOrmModule } from '@nestjs/typeorm';\nexport const x = TypeOrmModule.forRootAsync({ useFactory: () => ({ schema: 'catalog' }) });`,
    ],
    ['options in a variable', `export const dataSource = { schema: 'catalog' };`],
    ['options beside a type', `export const options = { type: 'postgres', schema: 'catalog' };`],
    [
      'options in a file of the ORM',
      `import type { DataSourceOptions } from 'typeorm';\nexport const options: Partial<DataSourceOptions> = { schema: 'catalog' };`,
    ],
    ['a foreign key', `export const key = { columnNames: ['sku'], referencedTableName: 'product' };`],
  ])('is one of a database: %s', (_what, source) => {
    expect(ofOwnSchema(source)).toContain('own-schema');
  });
});

describe('a text', () => {
  it.each([
    ['an error', `export const x = (e: Error) => new Error(\`Failed to copy product: \${e.message}\`);`],
    ['an error in capitals', `throw new Error('SELECT sku FROM product');`],
    [
      'an exception of Nest',
      `import { BadRequestException } from '@nestjs/common';\nthrow new BadRequestException('delete from product');`,
    ],
    [
      'a log',
      `export class X { logger: any;\n x() { this.logger.log('select sku from product'); console.error('truncate product'); } }`,
    ],
    [
      'the summary of an API',
      `import { ApiOperation } from '@nestjs/swagger';\nexport class X { @ApiOperation({ summary: 'delete from product' }) x() {} }`,
    ],
    ['a description', `export const x = { description: 'truncate product', title: 'drop table product' };`],
    [
      'a template for people',
      'export const x = (name: string) => `Select ${name} from ${name}, then copy ${name} from ${name}`;',
    ],
    ['a translation', `export const en = { hint: 'Select a product from the list', more: 'Update product settings' };`],
    ['a test', `declare const it: any;\nit('delete from product', () => {});`],
    [
      'an error by its class',
      `export class NotThere extends Error { constructor() { super('delete from product'); } }`,
    ],
    ['what is thrown', `declare const BadRequest: any;\nthrow BadRequest('delete from product');`],
    [
      'the help of a command',
      `import { Command } from 'commander';\nnew Command().command('rm').description('delete from product').option('-t', 'truncate product');`,
    ],
    [
      'the help of a command in a variable',
      `import { Command } from 'commander';\nconst program = new Command();\nprogram.command('rm').addHelpText('after', 'delete from product');`,
    ],
    [
      'a check by zod',
      `import { z } from 'zod';\nexport const x = z.object({ a: z.string().min(1, 'delete from product').describe('truncate product') });`,
    ],
    [
      'texts of a language',
      `export const en = { cart: { gone: 'delete from product', pick: ['select sku from product'] } };`,
    ],
    ['a label', `export const DELETE_LABEL = 'delete from product';`],
    ['a message', `export const messages = { gone: 'delete from product' };`],
    [
      'a case',
      `export const x = (a: string) => { switch (a) { case 'delete from product': return 1; } return a === 'truncate product'; };`,
    ],
    ['the span of a trace', `export const x = (span: any) => span.setAttribute('a', 'delete from product');`],
    ['a test of many', `declare const it: any;\nit.each([1])('delete from product', () => {});`],
    ['what a test expects', `declare const expect: any;\nexpect('x').toBe('delete from product');`],
    ['the name of a file', `export const x = ['update catalog.json', 'from catalog.ts'];`],
  ])('is not taken for SQL: %s', (_what, source) => {
    expect(ofOwnSchema(source)).toEqual([]);
  });

  it.each([
    ['a query', `export const x = (db: any) => db.query('Select sku From product');`],
    ['a raw query', `export const x = (prisma: any) => prisma.$queryRawUnsafe('Truncate product');`],
    ['a tag', 'export const x = (prisma: any) => prisma.$executeRaw`Delete from product`;'],
    [
      'a tag of a library',
      "import { Prisma } from '@prisma/client';\nexport const x = Prisma.sql`Delete from product`;",
    ],
    ['a constant', `export const SQL = 'delete from product';`],
    ['a constant that is called as a text', `export const summary = 'select count(*) from product';`],
    ['one of many', `export const messages = { sql: 'delete from product' };`],
    ['a part of a condition', `export const x = (qb: any) => qb.where('o.sku IN (SELECT sku FROM product)');`],
    ['a computed table', 'export const x = (table: string) => `SELECT * FROM ${table}`;'],
  ])('is SQL: %s', (_what, source) => {
    expect(ofOwnSchema(source)).not.toEqual([]);
  });
});

describe('a table', () => {
  const MIGRATIONS: Tree = {
    'libs/modules/storage/src/migrations.ts': `export const up = 'CREATE TABLE feature (id text)';`,
    'libs/modules/catalog/src/feature.entity.ts': `import { TenantEntity } from './tenant.js';\n@TenantEntity('feature')\nexport class Feature {}`,
    'libs/modules/catalog/src/tenant.ts': `export const TenantEntity = (name: string) => () => name;`,
  };
  const asks = (file: string): string[] =>
    reportOn({ ...MIGRATIONS, [file]: `export const x = (db: any) => db.query('DELETE FROM feature');` })
      .violations.filter(({ rule }) => rule === 'own-schema')
      .map(({ to }) => to);

  it('belongs to the module that has its entity, not to the one that keeps the migrations', () => {
    expect(asks('libs/modules/catalog/src/seed.ts')).toEqual([]);
    expect(asks('libs/modules/storage/src/seed.ts')).toEqual([]);
    expect(asks(FILE)).toEqual(['catalog']);
  });
});

it('does not take the prose of one module for its tables', () => {
  const found = findingsOf({
    ...CATALOG,
    'libs/modules/orders/src/domain/help.ts': `export const help = 'Create table product (optional)';`,
    [FILE]: `export const SQL = 'SELECT * FROM product';`,
  });
  expect(found).toEqual([`own-schema ${FILE}`]);
});
