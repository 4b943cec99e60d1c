import { DEEP, SRC, type FormCases } from './form-case.js';

const SPEC = `${SRC}/application/place-order.spec.ts`;
const CJS = `${SRC}/application/place.cjs`;
const SCRIPT = 'libs/modules/catalog/src/worker.cjs';
const MANIFEST = 'libs/modules/orders/package.json';
const manifest = (more: object): string =>
  JSON.stringify({ name: '@modules/orders', exports: { '.': './src/index.ts' }, ...more });

/** Forms that only occur on purpose: internals of Node, generated code, files that do not look like sources. */
export const FORMS_OF_DETOURS: FormCases = {
  dynamic: [
    ['import() of a raw template', 'export const load = () => import(String.raw`@modules/catalog`);'],
    ['import() of a joined list', `export const load = () => import(['@modules', 'catalog'].join('/'));`],
    ['import() of a replaced text', `export const load = () => import('@modules/x'.replace('x', 'catalog'));`],
    ['await using', `export async function load() {\n  await using x = await import('@modules/catalog');\n}`],
    ['a comment before the bracket', `export const load = () => import/**/('@modules/catalog');`],
  ],
  CommonJS: [
    ['a tagged template', 'require`@modules/catalog`;', { file: CJS }],
    ['new require', `new require('@modules/catalog');`, { file: CJS }],
    ['Reflect.get of require', `Reflect.get(module, 'require')('@modules/catalog');`, { file: CJS }],
    ['require of a prototype', `module.__proto__.require.call(module, '@modules/catalog');`, { file: CJS }],
    ['a spelled out module.require', `module['req' + 'uire']('@modules/catalog');`, { file: CJS }],
    ['require of a bundler', `__non_webpack_require__('@modules/catalog');`, { file: CJS }],
    ['require.resolveWeak', `require.resolveWeak('@modules/catalog');`, { file: CJS }],
    ['require.ensure', `require.ensure(['@modules/catalog'], () => {});`, { file: CJS }],
    ['define of AMD', `define(['@modules/catalog'], (catalog) => {});`, { file: CJS }],
    ['require of AMD', `require(['@modules/catalog'], (catalog) => {});`, { file: CJS }],
    ['System.import', `System.import('@modules/catalog');`],
    ['a loader of npm', `import { createJiti } from 'jiti';\ncreateJiti(import.meta.url).import('@modules/catalog');`],
    ['the cache of require', `export const all = Object.values(require.cache);`, { rule: 'unanalysable' }],
    ['the children of the main module', `export const all = require.main.children;`, { rule: 'unanalysable' }],
    ['the second argument of the wrapper', `arguments[1]('@modules/catalog');`, { file: CJS, rule: 'unanalysable' }],
    [
      'Module._extensions',
      `require('module')._extensions['.js'](module, '${SCRIPT}');`,
      { file: CJS, rule: 'unanalysable' },
    ],
    ['module._compile', `module._compile('1', 'x.js');`, { file: CJS, rule: 'unanalysable' }],
  ],
  types: [
    [
      'JSDoc @type with braces inside',
      `/** @type {{ a: {}, b: import('@modules/catalog').CatalogModule }} */\nexport let catalog;`,
      { file: `${SRC}/order.js` },
    ],
    [
      'JSDoc @param with the type last',
      `/** @param all {import('@modules/catalog').CatalogModule} */\nexport function of(all) {}`,
      { file: `${SRC}/order.js` },
    ],
    [
      'types of a tsconfig',
      `{ "compilerOptions": { "types": ["@modules/catalog"] } }`,
      { file: 'libs/modules/orders/tsconfig.json' },
    ],
    ['files of a tsconfig', `{ "include": ["src", "../catalog/src"] }`, { file: 'libs/modules/orders/tsconfig.json' }],
    [
      'a project reference',
      `{ "references": [{ "path": "../catalog" }] }`,
      { file: 'libs/modules/orders/tsconfig.json' },
    ],
    [
      'jsxImportSource of a tsconfig',
      `{ "compilerOptions": { "jsxImportSource": "@modules/catalog" } }`,
      { file: 'libs/modules/orders/tsconfig.json' },
    ],
  ],
  tests: [
    ['the environment of a test', `// @vitest-environment ${DEEP}.ts\nexport {};`, { file: SPEC }],
    ['a mocking package', `import rewire from 'rewire';\nrewire('@modules/catalog');`, { file: SPEC }],
  ],
  'by location': [
    [
      'fs through promisify',
      `import { readFile } from 'node:fs';\nimport { promisify } from 'node:util';\npromisify(readFile)('libs/modules/catalog/src/index.ts');`,
    ],
    ['fs through call', `import fs from 'node:fs';\nfs.readFileSync.call(fs, 'libs/modules/catalog/src/index.ts');`],
    ['fs under an escaped name', `import fs from 'f\\x73';\nfs.readFileSync('libs/modules/catalog/src/index.ts');`],
    [
      'fs handed on',
      `import { readFileSync } from 'node:fs';\nexport const read = (paths: string[]) => paths.map(readFileSync);`,
      { rule: 'unanalysable' },
    ],
    ['URL.parse', `export const url = URL.parse('../../../catalog/src/index.ts', import.meta.url);`],
    ['import.meta.webpackContext', `import.meta.webpackContext('../../../catalog/src');`],
    ['import.meta.hot', `import.meta.hot.accept('@modules/catalog', () => {});`],
    ['importScripts', `importScripts('${SCRIPT}');`, { file: `${SRC}/application/place.js` }],
    ['cluster', `import cluster from 'node:cluster';\ncluster.setupPrimary({ exec: '${SCRIPT}' });`],
    ['a pool of workers', `import Piscina from 'piscina';\nnew Piscina({ filename: '${SCRIPT}' });`],
    ['a process of npm', `import { execa } from 'execa';\nexeca('node', ['${SCRIPT}']);`],
    ['node -e', `import { spawn } from 'node:child_process';\nspawn('node', ['-e', "require('@modules/catalog')"]);`],
    [
      'node -e of a shell',
      `import { exec } from 'node:child_process';\nexec(\`node -e "require('@modules/catalog')"\`);`,
    ],
    ['sh -c', `import { spawn } from 'node:child_process';\nspawn('sh', ['-c', 'node ${SCRIPT}']);`],
    [
      'the folder of a process',
      `import { fork } from 'node:child_process';\nfork('x.js', { cwd: 'libs/modules/catalog/src' });`,
    ],
    [
      'execArgv',
      `import { Worker } from 'node:worker_threads';\nnew Worker('libs/modules/orders/src/worker.cjs', { execArgv: ['-r', '@modules/catalog'] });`,
    ],
    ['NODE_OPTIONS', `process.env.NODE_OPTIONS = '--import @modules/catalog';`],
    ['eval in eval', `eval("eval(\\"require('@modules/catalog')\\")");`],
    ['a worker in eval', `eval("new (require('worker_threads').Worker)('${SCRIPT}')");`],
    ['Function under another name', `const F = Function;\nF("return import('@modules/catalog')")();`],
    ['AsyncFunction', `const A = (async () => {}).constructor as any;\nA("return import('@modules/catalog')")();`],
    ['a spelled out eval', `(globalThis as any)['ev' + 'al']("impo" + "rt('@modules/catalog')");`],
    ['eval handed on', `export const run = (f = eval) => f('1');`, { rule: 'unanalysable' }],
  ],
  'how it is spelled': [
    [
      'package imports by a condition',
      `import '#x';`,
      {
        more: {
          [`${SRC}/safe.ts`]: '',
          [MANIFEST]: manifest({ imports: { '#x': { custom: '@modules/catalog', default: './src/safe.ts' } } }),
        },
      },
    ],
    [
      'package imports with a star',
      `import '#m/catalog';`,
      { more: { [MANIFEST]: manifest({ imports: { '#m/*': '@modules/*' } }) } },
    ],
    [
      'a dependency by file:',
      `import 'cat';`,
      { more: { [MANIFEST]: manifest({ dependencies: { cat: 'file:../catalog' } }) } },
    ],
    [
      'a dependency under another name',
      `import 'cat';`,
      { more: { [MANIFEST]: manifest({ dependencies: { cat: 'npm:@modules/catalog@*' } }) } },
    ],
    [
      'main of an inner package.json',
      `import '../cat';`,
      { more: { [`${SRC}/cat/package.json`]: '{ "main": "../../../catalog/src/index.ts" }' } },
    ],
  ],
  files: [
    ['without an ending', `require('./bridge');`, unread('bridge')],
    ['with an unknown ending', `require('./bridge.es6');`, unread('bridge.es6')],
    ['with a large ending', `require('./bridge.JS');`, unread('bridge.JS')],
    ['of a framework', `import './bridge.marko';`, unread('bridge.marko')],
    ['in a hidden folder', `import './.hidden/bridge.js';`, unread('.hidden/bridge.js')],
    ['in a folder called coverage', `import './coverage/bridge.js';`, unread('coverage/bridge.js')],
    ['in a folder called dist', `import './dist/bridge.js';`, unread('dist/bridge.js')],
    ['of a build without a source', `import '../../dist/bridge.js';`, unread('../../dist/bridge.js')],
  ],
};

/** A file that is loaded and that the check cannot read. */
function unread(file: string): { rule: string; more: Record<string, string> } {
  const path = file.startsWith('../../') ? `libs/modules/orders/${file.slice(6)}` : `${SRC}/application/${file}`;
  return { rule: 'unreadable', more: { [path]: `require('@modules/catalog')` } };
}
