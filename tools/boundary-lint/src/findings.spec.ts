import { describe, expect, it } from 'vitest';
import { reportOn, type Tree } from './workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/planted.ts';
const CATALOG: Tree = {
  'libs/modules/catalog/src/all.ts': `export { A } from './a.js';\nexport * from './a.js';`,
  'libs/modules/catalog/src/a.ts': 'export class A {}\nexport class B {}\nexport type C = 1;\nexport const d = 1;',
  'libs/modules/catalog/src/product.entity.ts': `import { Entity } from 'typeorm';\n@Entity('product')\nexport class ProductEntity {}\n@Entity('tariff')\nexport class Tariff {}`,
};
const found = (source: string, more: Tree = {}): string[] =>
  reportOn({ ...CATALOG, ...more, [FILE]: source }).violations.map(({ rule, line }) => `${line} ${rule}`);

describe('one cause', () => {
  it.each([
    ['an import of several names', `import { A, B, type C, d } from '../../../catalog/src/all.js';`],
    ['an import over several lines', `import {\n  A,\n  B,\n} from '../../../catalog/src/a.js';`.replace(/\n/g, ' ')],
    ['several names that are passed on', `export { A, B, d } from '../../../catalog/src/all.js';`],
    ['a name that a barrel passes on', `import { A } from '../../../catalog/src/all.js';`],
    ['a package that is entered past its entries', `import '@modules/catalog/src/a.js';`],
    ['a package that is not built there', `import '../../../catalog/dist/gone.js';`],
    ['a statement that names two tables', `export const SQL = 'SELECT * FROM product JOIN tariff ON true';`],
    [
      'the same module twice in a line',
      `export const x = () => [import('@modules/catalog'), import('@modules/catalog')];`,
    ],
  ])('is one finding: %s', (_what, source) => {
    expect(found(source)).toHaveLength(1);
  });

  it('is reported once per line, if lines differ', () => {
    expect(found(`import '@modules/catalog';\nexport * from '@modules/catalog';`)).toEqual([
      '1 no-cross-context',
      '2 no-cross-context',
    ]);
  });

  it('is no circle of packages as well, where the imports on it are refused', () => {
    const back = { 'libs/modules/catalog/src/back.ts': `import '@modules/orders';` };
    expect(found(`import '@modules/catalog';`, back)).toEqual(['1 no-cross-context', '1 no-cross-context']);
  });

  it('is the contract of another that is neither used nor entered by its name: these are two', () => {
    expect(found(`import '../../../../contracts/catalog/src/index.js';`).sort()).toEqual([
      '1 no-cross-context',
      '1 public-entry',
    ]);
  });

  it('is one line of an entry that exports too much', () => {
    const { violations } = reportOn({
      'libs/modules/orders/src/index.ts': `export { OrdersModule, a, b } from './orders.module.js';\nexport * from './domain/order.js';`,
      'libs/modules/orders/src/orders.module.ts': 'export class OrdersModule {}\nexport const a = 1, b = 2;',
    });
    expect(violations.map(({ rule, line, message }) => [rule, line, /exports ([^.]*)/.exec(message)![1]])).toEqual([
      ['module-entry', 1, 'a, b'],
      ['module-entry', 2, 'everything of a file'],
    ]);
  });
});

describe('what a report shows', () => {
  it('contains no internal marker of the tool, in any field', () => {
    const { violations, unanalysable } = reportOn({
      ...CATALOG,
      [FILE]: [
        `import { fork } from 'node:child_process';`,
        `import { readFileSync } from 'node:fs';`,
        `import { join } from 'node:path';`,
        `fork(join(import.meta.dirname, 'gone.js'));`,
        `readFileSync(join(process.cwd(), 'libs/modules/catalog/src/a.ts'));`,
        `new URL('../../../catalog/src/a.ts', import.meta.url);`,
        `require(__filename + '.js');`,
        'export const sql = (x: string) => `SELECT * FROM catalog.${x}`;',
        'export const all = import.meta.glob("../../../catalog/src/*.ts");',
        `export const odd = '\u0007\u001b[31m'; import('@modules/catalog');`,
      ].join('\n'),
    });
    expect(violations.length).toBeGreaterThan(5);
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(JSON.stringify([violations, unanalysable])).not.toMatch(/\\u00[01]|[\u0000-\u0008\u000b-\u001f]|\\u001b/);
    expect(JSON.stringify(violations)).toContain("'gone.js' loads");
  });
});
