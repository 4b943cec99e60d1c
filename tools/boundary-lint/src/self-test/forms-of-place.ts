import { DEEP, SRC, type FormCase, type FormCases } from './form-case.js';

/** Forms that name a place, other spellings of a name, and the files in which imports stand. */
export const FORMS_OF_PLACE: FormCases = {
  'by location': [
    ['import.meta.resolve', `export const path = import.meta.resolve('@modules/catalog');`],
    [
      'import.meta under another name',
      `const meta = import.meta;\nexport const path = meta.resolve('@modules/catalog');`,
    ],
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
    [
      'worker of a data address',
      `import { Worker } from 'node:worker_threads';\nnew Worker(new URL("data:text/javascript,import '@modules/catalog'"));`,
    ],
    ['spawn', `import { spawn } from 'node:child_process';\nspawn('node', ['libs/modules/catalog/src/worker.cjs']);`],
    [
      'execFile of the own Node',
      `import { execFile } from 'node:child_process';\nexecFile(process.execPath, ['--no-warnings', 'libs/modules/catalog/src/worker.cjs']);`,
    ],
    ['exec', `import { exec } from 'node:child_process';\nexec('node libs/modules/catalog/src/worker.cjs');`],
    [
      'node --import',
      `import { spawn } from 'node:child_process';\nspawn('node', ['--import', '@modules/catalog', '-e', '1']);`,
    ],
    [
      'spawn of a variable',
      `import { spawn } from 'node:child_process';\nexport const run = (path: string) => spawn('node', [path]);`,
      { rule: 'unanalysable' },
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
    ['fs with a glob', `import { globSync } from 'node:fs';\nglobSync('libs/modules/catalog/**/*.ts');`],
    ['Reflect.construct of Function', `Reflect.construct(Function, ["return import('@modules/catalog')"]);`],
    [
      'the constructor of a function',
      `new (Object.getPrototypeOf(async () => {}).constructor)("return import('@modules/catalog')");`,
    ],
    [
      'vm.SourceTextModule',
      `import { SourceTextModule } from 'node:vm';\nnew SourceTextModule("import '@modules/catalog'");`,
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
    ...['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.jsx'].map((ending): FormCase => [
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
