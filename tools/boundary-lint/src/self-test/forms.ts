import { VICTIM, type Files, type Plant } from './plant.js';

type Case = readonly [
  name: string,
  source: string,
  at?: { readonly file?: string; readonly more?: Files; readonly rule?: string },
];

const SRC = 'libs/modules/orders/src';
const SPEC = `${SRC}/place-order.spec.ts`;
/** The other context's file, as seen from the victim. */
const DEEP = '../../../catalog/src/catalog.module';

/** Every form an import can take, group by group as the documentation lists them. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  ESM: [
    ['static import', `import { CatalogModule } from '@modules/catalog';`],
    ['default import', `import catalog from '@modules/catalog';`],
    ['import type', `import type { CatalogModule } from '@modules/catalog';`],
    ['inline type import', `import { type CatalogModule } from '@modules/catalog';`],
    ['side effect import', `import '@modules/catalog';`],
    ['empty import', `import {} from '@modules/catalog';`],
    ['namespace import', `import * as catalog from '@modules/catalog';`],
    ['deferred import', `import defer * as catalog from '@modules/catalog';`],
    ['source phase import', `import source catalog from '@modules/catalog';`],
    ['import with attributes', `import data from '@modules/catalog' with { type: 'json' };`],
    ['export named from', `export { CatalogModule } from '@modules/catalog';`],
    ['export all from', `export * from '@modules/catalog';`],
    ['export namespace from', `export * as catalog from '@modules/catalog';`],
    ['export type from', `export type { CatalogModule } from '@modules/catalog';`],
    ['export type all from', `export type * from '@modules/catalog';`],
    ['export default from', `export { default } from '@modules/catalog';`],
    ['empty export from', `export {} from '@modules/catalog';`],
  ],
  dynamic: [
    ['import() of a string', `export const load = () => import('@modules/catalog');`],
    ['import() of a template', 'export const load = () => import(`@modules/catalog`);'],
    ['import() of a concatenation', `export const load = () => import('@modules/' + 'catalog');`],
    ['import() of a constant', `const path = '@modules/catalog';\nexport const load = () => import(path);`],
    [
      'import() of a template with a constant',
      "const name = 'catalog';\nexport const load = () => import(`@modules/${name}`);",
    ],
    [
      'import() of one of two',
      `export const load = (x: boolean) => import(x ? './order.js' : '@modules/catalog');`,
      { more: { [`${SRC}/application/order.ts`]: '' } },
    ],
    [
      'import() of an object property',
      `const paths = { catalog: '@modules/catalog' };\nexport const load = () => import(paths.catalog);`,
    ],
    ['import.defer()', `export const load = () => import.defer('@modules/catalog');`],
    ['import() of a variable', `export const load = (path: string) => import(path);`, { rule: 'unanalysable' }],
    [
      'import() of a template with a variable',
      'export const load = (name: string) => import(`@modules/${name}`);',
      { rule: 'unanalysable' },
    ],
    [
      'import() of a let',
      `let path = './a.js';\npath = '@modules/catalog';\nexport const load = () => import(path);`,
      { rule: 'unanalysable' },
    ],
    [
      'import() of a call',
      `declare function where(): string;\nexport const load = () => import(where());`,
      { rule: 'unanalysable' },
    ],
    ['import() of data', `export const load = () => import('data:text/javascript,import "@modules/catalog"');`],
  ],
  CommonJS: [
    ['require', `const catalog = require('@modules/catalog');`],
    ['require of a constant', `const path = '@modules/catalog';\nrequire(path);`],
    ['require of a variable', `export const load = (path: string) => require(path);`, { rule: 'unanalysable' }],
    ['aliased require', `const load = require;\nload('@modules/catalog');`],
    ['require assigned later', `let load;\nload = require;\nload('@modules/catalog');`],
    ['require through a comma', `(0, require)('@modules/catalog');`],
    ['optional call of require', `require?.('@modules/catalog');`],
    ['require.call', `require.call(null, '@modules/catalog');`],
    ['require.apply', `require.apply(null, ['@modules/catalog']);`],
    ['Reflect.apply of require', `Reflect.apply(require, null, ['@modules/catalog']);`],
    ['require.bind', `const load = require.bind(null);\nload('@modules/catalog');`],
    ['require.resolve', `export const path = require.resolve('@modules/catalog');`],
    ['computed require.resolve', `export const path = require['resolve']('@modules/catalog');`],
    ['module.require', `module.require('@modules/catalog');`],
    ['computed module.require', `module['require']('@modules/catalog');`],
    ['process.mainModule.require', `process.mainModule?.require('@modules/catalog');`],
    ['globalThis.require', `globalThis['require']('@modules/catalog');`],
    [
      'createRequire',
      `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload('@modules/catalog');`,
    ],
    [
      'createRequire called at once',
      `import { createRequire } from 'module';\ncreateRequire(import.meta.url)('@modules/catalog');`,
    ],
    [
      'createRequire under another name',
      `import { createRequire as make } from 'node:module';\nconst load = make(import.meta.url);\nload('@modules/catalog');`,
    ],
    [
      'createRequire of the whole module',
      `import * as node from 'node:module';\nnode.createRequire(import.meta.url)('@modules/catalog');`,
    ],
    [
      'createRequire of another place',
      `import { createRequire } from 'node:module';\nexport const load = createRequire(new URL('../../../catalog/src/index.ts', import.meta.url));`,
    ],
    ['Module._load', `import Module from 'node:module';\n(Module as any)._load('@modules/catalog');`],
    ['resolve taken out of require', `const { resolve } = require;\nresolve('@modules/catalog');`],
    ['getBuiltinModule', `process.getBuiltinModule('module').createRequire(import.meta.url)('@modules/catalog');`],
    ['a loader hook', `import { register } from 'node:module';\nregister('@modules/catalog', import.meta.url);`],
    ['require in a CommonJS file with return', `require('@modules/catalog');\nreturn;`, { file: `${SRC}/planted.js` }],
    ['require handed on', `declare function boot(load: unknown): void;\nboot(require);`, { rule: 'unanalysable' }],
    ['import = require', `import catalog = require('@modules/catalog');`],
    ['export import', `export import catalog = require('@modules/catalog');`],
    ['escaped require', `\\u0072equire('@modules/catalog');`],
    ['require.context', `require.context('../../../catalog/src');`],
  ],
  types: [
    ['import type expression', `let catalog: import('@modules/catalog').CatalogModule;`],
    ['typeof import', `let catalog: typeof import('@modules/catalog');`],
    [
      'JSDoc @type',
      `/** @type {import('@modules/catalog').CatalogModule} */\nexport let catalog;`,
      { file: `${SRC}/order.js` },
    ],
    [
      'JSDoc @param',
      `/**\n * @param {Array<import('@modules/catalog').CatalogModule>} all\n */\nexport function of(all) {}`,
      { file: `${SRC}/order.js` },
    ],
    [
      'JSDoc @import',
      `/** @import { CatalogModule } from '@modules/catalog' */\nexport let catalog;`,
      { file: `${SRC}/order.js` },
    ],
    ['triple-slash path', `/// <reference path="${DEEP}.ts" />\nexport {};`],
    ['triple-slash types', `/// <reference types="@modules/catalog" />\nexport {};`],
    ['module augmentation', `declare module '@modules/catalog' { interface Extra {} }\nexport {};`],
    [
      'import in an ambient module',
      `declare module 'anything' { import { CatalogModule } from '@modules/catalog'; export const x: CatalogModule; }`,
      { file: `${SRC}/globals.d.ts` },
    ],
    [
      'declaration file',
      `import type { CatalogModule } from '@modules/catalog';\nexport declare const x: CatalogModule;`,
      { file: `${SRC}/order.d.ts` },
    ],
  ],
  tests: [
    ['import in a spec', `import { CatalogModule } from '@modules/catalog';`, { file: SPEC }],
    ['vi.mock', `import { vi } from 'vitest';\nvi.mock('@modules/catalog');`, { file: SPEC }],
    ['vi.mock of an import', `vi.mock(import('@modules/catalog'));`, { file: SPEC }],
    ['vi under another name', `import { vi as v } from 'vitest';\nv.mock('@modules/catalog');`, { file: SPEC }],
    [
      'mock taken out of vi',
      `import { vi } from 'vitest';\nconst { mock } = vi;\nmock('@modules/catalog');`,
      { file: SPEC },
    ],
    ['vi.doMock', `vi.doMock('@modules/catalog');`, { file: SPEC }],
    ['vi.importActual', `export const actual = () => vi.importActual('@modules/catalog');`, { file: SPEC }],
    ['vi.importMock', `export const mock = () => vi.importMock('@modules/catalog');`, { file: SPEC }],
    ['jest.mock', `jest.mock('@modules/catalog');`, { file: SPEC }],
    ['jest.requireActual', `export const actual = jest.requireActual('@modules/catalog');`, { file: SPEC }],
    ['jest.requireMock', `export const mock = jest.requireMock('@modules/catalog');`, { file: SPEC }],
    ['jest.unstable_mockModule', `jest.unstable_mockModule('@modules/catalog', () => ({}));`, { file: SPEC }],
    ['mock.module of node:test', `import { mock } from 'node:test';\nmock.module('@modules/catalog');`, { file: SPEC }],
    ['vi.mock of a variable', `declare const path: string;\nvi.mock(path);`, { file: SPEC, rule: 'unanalysable' }],
  ],
  'by location': [
    ['import.meta.resolve', `export const path = import.meta.resolve('@modules/catalog');`],
    ['import.meta.glob', `export const all = import.meta.glob('../../../catalog/src/**/*.ts');`],
    ['new URL', `export const url = new URL('../../../catalog/src/index.ts', import.meta.url);`],
    [
      'new URL of a variable',
      `export const url = (path: string) => new URL(path, import.meta.url);`,
      { rule: 'unanalysable' },
    ],
    [
      'worker by URL',
      `import { Worker } from 'node:worker_threads';\nnew Worker(new URL('../../../catalog/src/worker.cjs', import.meta.url));`,
    ],
    [
      'worker by path',
      `import { Worker } from 'node:worker_threads';\nnew Worker('libs/modules/catalog/src/worker.cjs');`,
    ],
    [
      'worker of a variable',
      `import { Worker } from 'node:worker_threads';\nexport const start = (path: string) => new Worker(path);`,
      { rule: 'unanalysable' },
    ],
    [
      'worker of code',
      `import { Worker } from 'node:worker_threads';\nnew Worker("require('@modules/catalog')", { eval: true });`,
    ],
    ['fork', `import { fork } from 'node:child_process';\nfork('libs/modules/catalog/src/worker.cjs');`],
    [
      'fs with a path',
      `import { readFileSync } from 'node:fs';\nreadFileSync('libs/modules/catalog/src/index.ts', 'utf8');`,
    ],
    [
      'fs with a joined path',
      `import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';\nreadFileSync(join(import.meta.dirname, '../../../catalog/src/index.ts'));`,
    ],
    [
      'fs with __dirname',
      `const fs = require('fs');\nconst path = require('path');\nfs.readFileSync(path.resolve(__dirname, '../../../catalog/src/index.ts'));`,
      { file: `${SRC}/application/read.cjs` },
    ],
    [
      'fs/promises with a URL',
      `import { readFile } from 'node:fs/promises';\nconst url = new URL('../../../catalog/src/index.ts', import.meta.url);\nreadFile(url);`,
    ],
    [
      'fs with the current folder',
      `import fs from 'node:fs';\nfs.promises.readFile(process.cwd() + '/libs/modules/catalog/src/index.ts');`,
    ],
    [
      'fs with a variable',
      `import { readFileSync } from 'node:fs';\nexport const read = (path: string) => readFileSync(path);`,
      { rule: 'unanalysable' },
    ],
    ['new Function', `export const load = new Function("return import('@modules/catalog')");`],
    ['Function without new', `export const load = Function("return import('@modules/catalog')");`],
    ['eval', `eval("require('@modules/catalog')");`],
    ['indirect eval', `(0, eval)("import('@modules/catalog')");`],
    ['eval of a variable', `export const run = (code: string) => eval(code);`, { rule: 'unanalysable' }],
    ['vm', `import { runInThisContext } from 'node:vm';\nrunInThisContext("require('@modules/catalog')");`],
    ['setTimeout of code', `setTimeout("import('@modules/catalog')", 1);`],
  ],
  'how it is spelled': [
    [
      'tsconfig paths',
      `import '#catalog-by-alias';`,
      {
        more: {
          'tsconfig.json':
            '{ // comments are fine\n "compilerOptions": { "paths": { "#catalog-by-alias": ["./libs/modules/catalog/src/index.ts"], } } }',
        },
      },
    ],
    [
      'tsconfig paths with a star, inherited',
      `import '~/catalog/src/catalog.module.js';`,
      {
        more: {
          'tsconfig.base.json': '{ "compilerOptions": { "paths": { "~/*": ["./libs/modules/*"] } } }',
          'libs/modules/orders/tsconfig.json': '{ "extends": "../../../tsconfig.base.json" }',
        },
      },
    ],
    [
      'tsconfig baseUrl',
      `import 'libs/modules/catalog/src/index.js';`,
      { more: { 'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }' } },
    ],
    [
      'package imports',
      `import '#catalog';`,
      {
        more: {
          'libs/modules/orders/package.json':
            '{ "name": "@modules/orders", "imports": { "#catalog": "@modules/catalog" }, "exports": { ".": "./src/index.ts" } }',
        },
      },
    ],
    ['another entry of the package', `import '@modules/catalog/api';`],
    ['path that is not exported', `import '@modules/catalog/src/index.js';`],
    ['workspace link by path', `import '../../../../../node_modules/@modules/catalog/src/index.js';`],
    ['folder', `import '../../../catalog/src';`],
    ['folder of the package', `import '../../../catalog';`],
    ['relative escape', `import '${DEEP}.js';`],
    ['.js for .ts', `import '${DEEP}.js';`],
    ['.ts', `import '${DEEP}.ts';`],
    ['no extension', `import '${DEEP}';`],
    ['detour', `import './../../../orders/../catalog/src/../src/catalog.module.js';`],
    ['absolute from the root of the workspace', `import '/libs/modules/catalog/src/index.ts';`],
    ['query', `import '@modules/catalog?raw';`],
    ['query on a path', `import '${DEEP}.js?worker&url';`],
    ['fragment', `import '${DEEP}.js#part';`],
    ['loader prefix', `import 'raw-loader!@modules/catalog';`],
    ['escaped characters', `import '@modules/c\\u0061t\\x61log';`],
    ['percent encoding', `import '../../../%63atalog/src/index.js';`],
    ['doubled slashes', `import '..//..//..//catalog//src/index.js';`],
    ['doubled slash in a package', `import '@modules//catalog';`],
    ['backslashes', `import '..\\\\..\\\\..\\\\catalog\\\\src\\\\index.js';`],
    ['trailing slash', `import '../../../catalog/src/';`],
    ['built output', `import '../../../catalog/dist/index.js';`],
  ],
  files: [
    ...['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.jsx'].map((ending): Case => [
      `in a ${ending} file`,
      `import '@modules/catalog';`,
      { file: `${SRC}/planted${ending}` },
    ]),
    ['in a file with a syntax error', `import '@modules/catalog';\nconst = ;`],
    ['after a syntax error', `const = ;\nimport { x } from '@modules/catalog';`],
    ['JSX in a .js file', `import '@modules/catalog';\nexport const x = <a />;`, { file: `${SRC}/view.js` }],
    ['with a byte order mark', `\uFEFFimport '@modules/catalog';`],
    ['with CRLF', `\r\nimport '@modules/catalog';\r\n`],
    ['with eslint-disable', `/* eslint-disable */\n// eslint-disable-next-line\nimport '@modules/catalog';`],
    ['with @ts-nocheck', `// @ts-nocheck\nimport '@modules/catalog'; // @ts-ignore`],
    ['with a hashbang', `#!/usr/bin/env node\nimport '@modules/catalog';`],
    [
      'in a huge file',
      `${'export const filler = "libs";\n'.replace('filler', 'filler0')}${Array.from({ length: 20_000 }, (_, i) => `const x${i} = ${i};`).join('\n')}\nimport '@modules/catalog';`,
    ],
  ],
};

/** One plant per form. */
export const FORM_PLANTS: readonly Plant[] = Object.entries(CASES).flatMap(([group, cases]) =>
  cases.map(([name, source, { file = VICTIM, more = {}, rule = 'no-cross-context' } = {}]) => ({
    name,
    group,
    rule,
    file,
    files: { ...more, [file]: source },
  })),
);
