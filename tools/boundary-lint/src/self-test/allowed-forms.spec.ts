import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../check.js';
import { writeWorkspace } from '../workspace.fixture.js';
import { FORM_PLANTS } from './forms.js';
import type { Files } from './plant.js';
import { SOUND } from './sound-workspace.js';

/** The same forms with allowed targets of `orders`: the contract it uses, and its own files. */
const allowed = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text
        .replaceAll('@modules/catalog', '@contracts/catalog')
        .replace(/@modules\/c[\\u0061tx]+log/, '@contracts/catalog')
        .replaceAll('catalog/src/catalog.module', 'orders/src/orders.module')
        .replace('src/../src/catalog.module', 'src/../src/orders.module')
        .replace(`'@modules/' + `, `'@contracts/' + `)
        .replace('`@modules/$', '`@contracts/$')
        .replaceAll('modules/catalog/', 'modules/orders/')
        .replaceAll('../catalog/', '../orders/')
        .replaceAll('./catalog/', './orders/')
        .replaceAll('%63atalog', 'orders')
        .replaceAll('..//catalog//', '..//orders//')
        .replaceAll('..\\\\catalog\\\\', '..\\\\orders\\\\')
        .replaceAll('~/catalog/', '~/orders/')
        .replaceAll(`@modules//catalog`, '@contracts//catalog'),
    ]),
  );
/** Forms that are wrong wherever they lead. */
const NEVER = new Set([
  'in a file with a syntax error',
  'after a syntax error',
  'import() of data',
  'worker of a data address',
  'path that is not exported',
  'workspace link by path',
  'folder of the package',
  'another entry of the package',
  'package imports',
  'package imports by a condition',
  'package imports with a star',
  'a dependency by file:',
  'a dependency under another name',
  'a project reference',
  'import() of a joined list',
  'import() of a replaced text',
]);

describe('every form of an import', () => {
  it.each(
    FORM_PLANTS.filter(({ rule, name }) => rule === 'no-cross-context' && !NEVER.has(name)).map(
      (plant) => [plant.group, plant.name, plant] as const,
    ),
  )('is allowed where it stays inside (%s: %s)', (_group, _name, { files }) => {
    const root = writeWorkspace({ ...SOUND, 'libs/modules/orders/src/worker.cjs': '', ...allowed(files) }, {});
    for (const [path, text] of Object.entries(SOUND)) {
      if (path in files) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { violations, unanalysable } = checkWorkspace(root);
    expect({ violations, unanalysable }).toEqual({ violations: [], unanalysable: [] });
  });

  it.each([
    [
      'comments',
      `// import '@modules/catalog'\n/* require('@modules/catalog') */\n/** See {@link import('@modules/catalog')}. */`,
    ],
    [
      'an example in a doc comment',
      `/**\n * @example\n * import { x } from '@modules/catalog';\n * const y = require('@modules/catalog');\n */\nexport const z = 1;`,
    ],
    [
      'strings',
      `export const text = "import '@modules/catalog'";\nexport const more = \`require('@modules/catalog')\`;`,
    ],
    ['regular expressions', `export const pattern = /import\\('@modules\\/catalog'\\)/;`],
    [
      'methods of that name',
      `declare const loader: any;\nloader.require('@modules/catalog');\nloader.import('@modules/catalog');\nloader.mock('@modules/catalog');`,
    ],
    ['properties of that name', `export const x = { require: '@modules/catalog', import: '@modules/catalog' };`],
    [
      'URLs of the web',
      `export const url = new URL('../catalog/products', 'https://web.example');\nexport const other = (base: string) => new URL('/catalog', base);`,
    ],
    [
      'queues that are called workers',
      `import { Worker } from 'typeorm';\nexport const start = (name: string) => new Worker(name);`,
    ],
    [
      'files that are written',
      `import { writeFile } from 'node:fs/promises';\nexport const write = (path: string) => writeFile(path, '');`,
    ],
    [
      'files outside the workspace',
      `import { readFileSync } from 'node:fs';\nexport const hosts = readFileSync('/etc/hosts');`,
    ],
    ['timers', `export const later = (work: () => void) => setTimeout(work, 10);`],
    ['messages whose names look like tables', `export const text = 'Delete from catalog.GetProducts what is old';`],
    ['English', `export const text = 'Select one from the catalog and update your order';`],
    ['own tables', `export const text = 'SELECT o.id FROM purchase_order o JOIN LATERAL (SELECT 1) x ON true';`],
    ['an alias that is called as a context', `export const text = 'SELECT catalog.sku FROM purchase_order catalog';`],
    [
      'what a module loads of its own: data, styles, a schema',
      `import data from './data.json' with { type: 'json' };\nimport './data.css';\nimport sdl from './data.graphql';\nexport const all = [data, sdl];`,
      {
        'libs/modules/orders/src/application/data.json': '{}',
        'libs/modules/orders/src/application/data.css': '',
        'libs/modules/orders/src/application/data.graphql': '',
      },
    ],
    ['what a build makes of its own', `import '../../dist/orders.module.js';`],
    [
      'arguments, constructors and modes',
      `'use strict';\nexport function first() { return arguments[0]; }\nexport class X { copy() { return new (this.constructor as any)(1); } }\nexport const mode = { strict: true };`,
    ],
    ['a program that is no Node', `import { spawn } from 'node:child_process';\nspawn('ls', ['-l']);`],
    ['a format of numbers', `export const text = 'took %s from %s'.replace('%s', '1');`],
    [
      'a type in words',
      `/**\n * @param x - what import('@modules/catalog') gives, see {@link import('@modules/catalog')}\n */\nexport const f = (x: number) => x;`,
    ],
    [
      'names of events and permissions',
      `export const names = ['catalog.product.added', 'catalog.GetProducts', 'catalog.read'];`,
    ],
    ['a variable of its own database', `export const url = process.env['ORDERS_DATABASE_URL'];`],
    [
      'a tsconfig of its own',
      '',
      {
        'libs/modules/orders/tsconfig.json':
          '{ "extends": "../../../tsconfig.base.json", "include": ["src"], "compilerOptions": { "types": ["node"] }, "references": [{ "path": "../../contracts/catalog" }, { "path": "../../platform/runtime" }] }',
      },
    ],
    ['a schema of zod', `declare const z: any;\nexport const schema = z;\nexport const options = { schema };`],
  ] as [what: string, source: string, more?: Files][])('is not seen in %s', (_what, source, more = {}) => {
    const root = writeWorkspace({ ...SOUND, ...more, 'libs/modules/orders/src/application/place.ts': source }, {});
    const { violations, unanalysable } = checkWorkspace(root);
    expect({ violations, unanalysable }).toEqual({ violations: [], unanalysable: [] });
  });
});
