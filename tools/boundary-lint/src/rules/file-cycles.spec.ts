import { describe, expect, it } from 'vitest';
import { findingsOf, reportOn, type Tree } from '../workspace.fixture.js';

const FOLDER = 'libs/platform/runtime/src';
const A = `${FOLDER}/call/a.ts`;
const B = `${FOLDER}/call/b.ts`;
const cycle = (a: string, b: string, more: Tree = {}): Tree => ({ [A]: a, [B]: b, ...more });
const TYPES = cycle(
  `import type { B } from './b.js';\nexport interface A { b: B }`,
  `import { type A } from './a.js';\nexport interface B { a: A }`,
);
const config = (value: object): Tree => ({ 'boundary-lint.json': JSON.stringify(value) });
const messagesOf = (files: Tree): string[] => reportOn(files).violations.map(({ message }) => message);

describe('no-cycles in a package', () => {
  it('shows the shortest circle, and stands where types alone are taken', () => {
    const files = {
      ...cycle(`import { b } from './b.js';\nexport const a = b;`, `import '../wire/c.js';\nexport const b = 1;`),
      [`${FOLDER}/wire/c.ts`]: `\nimport type { A, Shape } from '../call/a.js';\nimport './d.js';`,
      [`${FOLDER}/wire/d.ts`]: `import '../call/a.js';`,
    };
    expect(reportOn(files).violations).toMatchObject([
      {
        file: B,
        to: `${FOLDER}/wire/c.ts`,
        message:
          'files import each other in a circle: src/call/b.ts → src/wire/c.ts → src/wire/d.ts → src/call/a.ts → src/call/b.ts. Move what b.ts takes from c.ts into a file that both can import.',
      },
      {
        file: `${FOLDER}/wire/c.ts`,
        line: 2,
        to: A,
        message:
          'files import each other in a circle: src/wire/c.ts → src/call/a.ts → src/call/b.ts → src/wire/c.ts. Move what c.ts takes from a.ts (A, Shape; types only) into a file that both can import.',
      },
    ]);
  });

  it('stands where fewer names are taken', () => {
    const a = `import { b, more, most } from './b.js';\nexport const a = [b, more, most];`;
    const b = `import { a } from './a.js';\nexport const b = a, more = 1, most = 2;`;
    expect(reportOn(cycle(a, b)).violations).toMatchObject([{ file: B, to: A }]);
  });

  it('is one finding where several circles share the import that is easiest to remove', () => {
    const files = {
      ...cycle(`import type { B } from './b.js';\nexport type A = B;`, `import './c.js';\nimport './d.js';`),
      [`${FOLDER}/call/c.ts`]: `import type { A } from './a.js';\nexport const c: A = 1;`,
      [`${FOLDER}/call/d.ts`]: `import type { A } from './a.js';\nexport const d: A = 1;`,
    };
    expect(reportOn(files).violations).toMatchObject([{ file: A, to: B }]);
  });

  it('counts a type-only import beside one of values as one of values', () => {
    const a = `import type { B } from './b.js';\nimport { b } from './b.js';\nexport const a: B = b;`;
    const b = `import type { A } from './a.js';\nexport type B = A;\nexport const b = 1;`;
    expect(reportOn(cycle(a, b)).violations).toMatchObject([{ file: B, to: A }]);
  });

  it('refuses a file that imports itself, and not one that starts itself again', () => {
    expect(messagesOf({ [A]: `import * as self from './a.js';\nexport const a = () => self;` })).toEqual([
      'this file imports itself. Use what it declares directly.',
    ]);
    const again = `import { register } from 'node:module';\nregister(import.meta.url);`;
    expect(findingsOf({ [A]: again, [B]: `declare module './b.js' {}\nexport {};` })).toEqual([]);
  });

  it('looks at specs and fixtures', () => {
    const fixture = `${FOLDER}/call/a.fixture.ts`;
    const spec = `${FOLDER}/call/a.spec.ts`;
    expect(
      findingsOf({ [spec]: `import './a.fixture.js';\nexport const x = 1;`, [fixture]: `import './a.spec.js';` }),
    ).toHaveLength(1);
    expect(findingsOf({ [A]: 'export const a = 1;', [spec]: `import './a.js';` })).toEqual([]);
  });

  it('looks at modules, contracts, apps, tools and the scripts of the root', () => {
    const folders = [
      'apps/web/src',
      'libs/contracts/orders/src',
      'libs/modules/orders/src/domain',
      'scripts',
      'tools/gen/src',
    ];
    const files = folders.flatMap((folder) => [
      [`${folder}/a.ts`, `import './b.js';`],
      [`${folder}/b.ts`, `import './a.js';`],
    ]);
    expect(findingsOf(Object.fromEntries(files) as Tree)).toEqual(folders.map((folder) => `no-cycles ${folder}/a.ts`));
  });

  it('has nothing to say about what is named and not loaded', () => {
    const a = `export const url = new URL('./b.js', import.meta.url);\nexport const worker = new Worker(import.meta.resolve('./b.js'));`;
    expect(findingsOf(cycle(a, `import { url } from './a.js';\nexport const b = url;`))).toEqual([]);
  });

  it('is one finding where the import may not be at all', () => {
    const api = 'libs/modules/orders/src/api/index.ts';
    const files = {
      [api]: `import { Order } from '../domain/order.js';\nexport class OrdersApiModule { order = Order; }`,
      'libs/modules/orders/src/domain/order.ts': `import '../api/index.js';\nexport class Order {}`,
    };
    expect(findingsOf(files)).toEqual([`api-uses-contracts-only ${api}`]);
  });

  it('takes a contract inside a module for a part of it', () => {
    const files = {
      ...config({ contexts: ['src/contexts/*'], contracts: ['src/contexts/*/public'] }),
      'src/contexts/orders/public/index.ts': `import type { Order } from '../order.js';\nexport type OrderView = Order;`,
      'src/contexts/orders/order.ts': `import type { OrderView } from './public/index.js';\nexport type Order = OrderView;`,
    };
    expect(reportOn(files).violations.map(({ rule }) => rule)).not.toContain('no-cycles');
  });
});

describe('fileCycles in the configuration', () => {
  it.each([
    [{}, 1],
    [{ fileCycles: 'all' }, 1],
    [{ fileCycles: 'values' }, 0],
    [{ fileCycles: 'off' }, 0],
  ])('%o leaves circles of types: %i', (value, count) => {
    expect(findingsOf({ ...TYPES, ...config(value) })).toHaveLength(count);
  });

  it('keeps circles of values and circles of packages where types do not count', () => {
    const values = cycle(`import './b.js';`, `import './a.js';`);
    expect(findingsOf({ ...values, ...config({ fileCycles: 'values' }) })).toHaveLength(1);
    const packages = {
      'libs/platform/contract/src/index.ts': `export * from '@multilith/runtime';`,
      'libs/platform/runtime/src/index.ts': `export * from '@multilith/contract';`,
    };
    expect(findingsOf({ ...packages, ...config({ fileCycles: 'off' }) })).toHaveLength(1);
  });

  it('refuses another value', () => {
    expect(() => reportOn(config({ fileCycles: 'some' }))).toThrow(`'fileCycles' is all, values or off.`);
  });

  it('is not needed to excuse one circle: an exception or a level of a folder does', () => {
    const exceptions = [{ rule: 'no-cycles', file: A, to: B, reason: 'a parser and its productions' }];
    expect(findingsOf({ ...TYPES, ...config({ exceptions }) })).toEqual([]);
    expect(findingsOf({ ...TYPES, ...config({ folders: { [FOLDER]: { 'no-cycles': 'off' } } }) })).toEqual([]);
  });
});
