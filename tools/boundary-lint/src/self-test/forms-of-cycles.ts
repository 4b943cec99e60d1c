import type { BreachCase } from './breach-case.js';
import type { Files } from './plant.js';

const SRC = 'libs/platform/runtime/src';
const A = `${SRC}/a.ts`;
const B = `${SRC}/b.ts`;
const SCRIPT = `${SRC}/a.cts`;
/** The other half of each circle. */
const BACK = { [B]: `import type { A } from './a.js';\nexport type B = A;\nexport const b = 1;` };

/** One half of a circle of files by each form of an import: the file that closes it, and the rest of the circle. */
const CASES: Readonly<Record<string, readonly [file: string, source: string, more: Files]>> = {
  import: [A, `import { b } from './b.js';\nexport type A = typeof b;`, BACK],
  'a type-only import': [A, `import type { B } from './b.js';\nexport type A = B;`, BACK],
  'an inline type': [A, `import { type B } from './b.js';\nexport type A = B;`, BACK],
  'an import for its effects': [A, `import './b.js';\nexport type A = 1;`, BACK],
  'export from': [A, `export { b } from './b.js';\nexport type A = 1;`, BACK],
  'export type from': [A, `export type { B } from './b.js';\nexport type A = 1;`, BACK],
  'export *': [A, `export * from './b.js';\nexport type A = 1;`, BACK],
  'import()': [A, `export const load = () => import('./b.js');\nexport type A = 1;`, BACK],
  'the type of import()': [A, `export type A = import('./b.js').B;`, BACK],
  'typeof import()': [A, `export type A = typeof import('./b.js');`, BACK],
  require: [SCRIPT, `const b = require('./b.cjs');\nmodule.exports = b;`, { [`${SRC}/b.cts`]: `require('./a.cjs');` }],
  'import = require()': [
    SCRIPT,
    `import b = require('./b.cjs');\nexport = b;`,
    { [`${SRC}/b.cts`]: `import a = require('./a.cjs');\nexport = a;` },
  ],
  'a JSDoc type': [
    `${SRC}/a.js`,
    `/** @type {import('./b.js').B} */\nexport const a = 1;`,
    { [`${SRC}/b.js`]: `import { a } from './a.js';\nexport const b = a;` },
  ],
  'a triple-slash reference': [
    `${SRC}/a.d.ts`,
    `/// <reference path="./b.d.ts" />`,
    { [`${SRC}/b.d.ts`]: `/// <reference path="./a.d.ts" />` },
  ],
  'module augmentation': [A, `declare module './b.js' { interface B { a: 1 } }\nexport type A = 1;`, BACK],
  'the entry of the own package': [
    A,
    `import { b } from '@multilith/runtime';\nexport const a = b;`,
    { [`${SRC}/index.ts`]: `export * from './a.js';\nexport const use = 1, ContextModule = 2, b = 3;` },
  ],
  'an index file': [
    A,
    `import { b } from './room/index.js';\nexport type A = typeof b;`,
    {
      [`${SRC}/room/index.ts`]: `export * from './b.js';`,
      [`${SRC}/room/b.ts`]: `import type { A } from '../a.js';\nexport const b = 1 as A;`,
    },
  ],
  'package imports': [
    A,
    `import { b } from '#b';\nexport type A = typeof b;`,
    {
      'libs/platform/runtime/package.json': JSON.stringify({
        name: '@multilith/runtime',
        type: 'module',
        exports: './src/index.ts',
        imports: { '#b': './src/b.ts' },
      }),
      ...BACK,
    },
  ],
};

/** Circles of files, one by each form. */
export const FILE_CYCLES = Object.entries(CASES).map(([name, [file, source, more]]): BreachCase => [
  name,
  file,
  source,
  more,
]);
