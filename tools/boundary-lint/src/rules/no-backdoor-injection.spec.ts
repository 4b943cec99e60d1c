import { describe, expect, it } from 'vitest';
import { findingsOf, type Tree } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/planted.ts';
const injects = (token: string): string =>
  `import { Inject } from '@nestjs/common';\nexport class X { constructor(@Inject(${token}) readonly x: unknown) {} }`;
const found = (source: string, more: Tree = {}): string[] =>
  findingsOf({ [FILE]: source, ...more }).filter((finding) => finding.startsWith('no-backdoor-injection'));
const CATALOG_PROVIDES: Tree = {
  'libs/modules/catalog/src/prices.ts': `export const prices = { provide: 'PRICES', useValue: 1 };`,
};

describe('a token', () => {
  it.each([
    ['has the name of another context in it', injects(`'STRIPE_CATALOG_CLIENT'`)],
    ['begins with the name of another context', injects(`'CATALOG_SNAPSHOT_DIR'`)],
    ['is a symbol that names another context', injects(`Symbol.for('catalog.prices')`)],
    ['is called as a service of another context', injects(`'CatalogService'`)],
    ['is the name of another context', injects(`'catalog'`)],
  ])('belongs to no context by its name alone, when it %s', (_what, source) => {
    expect(found(source)).toEqual([]);
  });

  it('belongs to the context whose code provides it', () => {
    expect(found(injects(`'PRICES'`), CATALOG_PROVIDES)).toEqual([`no-backdoor-injection ${FILE}`]);
  });

  it('belongs to it too where a constant of the same file is injected and provided', () => {
    const provides = {
      'libs/modules/catalog/src/prices.ts': `import { Inject } from '@nestjs/common';\nexport const PRICES = 'PRICES';\nexport const prices = { provide: PRICES, useValue: 1 };\nexport class P { constructor(@Inject(PRICES) readonly p: unknown) {} }`,
    };
    expect(found(injects(`'PRICES'`), provides)).toEqual([`no-backdoor-injection ${FILE}`]);
    const imported = `import { PRICES } from '../../../catalog/src/prices.js';\n${injects('PRICES')}`;
    // The import is refused, and that is said once.
    expect(found(imported, provides)).toEqual([]);
    expect(findingsOf({ [FILE]: imported, ...provides })).toEqual([`no-cross-context ${FILE}`]);
  });

  it('belongs to the provider even if it is called as the asking context', () => {
    const provides = { 'libs/modules/catalog/src/o.ts': `export const o = { provide: 'ORDERS_TARIFF', useValue: 1 };` };
    expect(found(injects(`'ORDERS_TARIFF'`), provides)).toEqual([`no-backdoor-injection ${FILE}`]);
  });

  it('belongs to the context that registers a client of that name', () => {
    const client = {
      'libs/modules/catalog/src/clients.ts': `import { ClientsModule } from '@nestjs/microservices';\nexport const clients = ClientsModule.register([{ name: 'PRICES', transport: 1 }]);`,
    };
    expect(found(injects(`'PRICES'`), client)).toEqual([`no-backdoor-injection ${FILE}`]);
  });

  it('belongs to the asking context where that provides one of the same name', () => {
    const own = { 'libs/modules/orders/src/own.ts': `export const own = { provide: 'PRICES', useValue: 2 };` };
    expect(found(injects(`'PRICES'`), { ...CATALOG_PROVIDES, ...own })).toEqual([]);
  });

  it('is provided by no spec, neither of another context nor of the own', () => {
    const provide = `export const x = { provide: 'PRICES', useValue: 1 };`;
    expect(found(injects(`'PRICES'`), { 'libs/modules/catalog/src/prices.spec.ts': provide })).toEqual([]);
    expect(
      found(injects(`'PRICES'`), { ...CATALOG_PROVIDES, 'libs/modules/orders/src/domain/x.spec.ts': provide }),
    ).toEqual([`no-backdoor-injection ${FILE}`]);
  });

  it('may be looked up in a spec that provides it', () => {
    const spec = `export const x = { provide: 'PRICES', useValue: 1 };\nexport const y = (moduleRef: any) => moduleRef.get('PRICES');`;
    expect(
      findingsOf({ ...CATALOG_PROVIDES, 'libs/modules/orders/src/domain/x.spec.ts': spec }).filter((finding) =>
        finding.startsWith('no-backdoor-injection'),
      ),
    ).toEqual([]);
  });
});

describe('a look-up', () => {
  it.each([
    ['a document of mongoose', `export const x = (model: any) => model.create([{ a: 1 }], { strict: false });`],
    ['a map', `const map = new Map();\nexport const x = (map as any).get('x', { strict: false });`],
    [
      'a cache',
      `import type { Cache } from 'cache-manager';\nexport class X { constructor(readonly cache: Cache) {}\n x() { return (this.cache as any).get('x', { strict: false }); } }`,
    ],
    [
      'a feature of another library',
      `import { ConfigModule } from '@nestjs/config';\nexport const x = ConfigModule.forFeature(() => 1, 'catalog');`,
    ],
  ])('is none of the container: %s', (_what, source) => {
    expect(found(source)).toEqual([]);
  });

  it.each([
    [
      'a reference under another name',
      `import { ModuleRef } from '@nestjs/core';\nexport class X { constructor(private readonly ref: ModuleRef) {}\n x() { return this.ref.get('x', { strict: false }); } }`,
    ],
    [
      'a reference whose type is renamed',
      `import { ModuleRef as Ref } from '@nestjs/core';\nexport class X { readonly #refs: Ref;\n constructor(refs: Ref) { this.#refs = refs; }\n x() { return this.#refs.resolve('PRICES'); } }`,
    ],
    [
      'an application',
      `import type { INestApplication } from '@nestjs/common';\nexport const x = (app: INestApplication) => app.get('x', { strict: false });`,
    ],
    [
      'an application that the file starts',
      `import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.createApplicationContext({} as never);\nexport const x = app.get('x', { strict: false });`,
    ],
  ])('is one of the container: %s', (_what, source) => {
    expect(found(source, CATALOG_PROVIDES)).toEqual([`no-backdoor-injection ${FILE}`]);
  });
});
