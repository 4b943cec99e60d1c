import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Checker, type Violation } from '@multilith/boundary-lint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const checker = new Checker(root);
const PLACE_ORDER = 'libs/modules/orders/src/application/place-order/place-order.handler.ts';
const MODULE = 'libs/modules/orders/src/orders.module.ts';

/** What is new in a file of the shop once a line is added in front of it, or its text is changed. */
function breachesIn(file: string, change: string | ((text: string) => string)): Violation[] {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const changed = typeof change === 'string' ? `${change}\n${text}` : change(text);
  expect(changed).not.toBe(text);
  return checker.run(new Map([[path, changed]])).report.violations.filter((found) => found.file === file);
}

describe('the shop, broken in the way of each rule', () => {
  // Reads every file of the shop once; later checks read only the broken file.
  beforeAll(() => void checker.run(), 60_000);

  it.each<[rule: string, file: string, change: string | ((text: string) => string), says: readonly string[]]>([
    [
      'no-cross-context',
      PLACE_ORDER,
      `import { ProductEntity } from '@modules/catalog';`,
      [
        `module 'orders' imports private code of module 'catalog'`,
        'Reach it by messages of @contracts/catalog alone',
        '@contracts/catalog offers DiscontinueProduct (command), GetProducts (query)',
        'Owners: ',
      ],
    ],
    [
      'contracts-are-pure',
      'libs/contracts/orders/src/index.ts',
      `import type { Repository } from 'typeorm';`,
      [`contract 'orders' imports the package 'typeorm'`, 'zod, @multilith/contract'],
    ],
    [
      'api-uses-contracts-only',
      'libs/modules/orders/src/api/orders-api.module.ts',
      `import { OrderEntity } from '../persistence/order.entity.js';`,
      [`the API of 'orders' imports code of its own module`, 'Send a message of @contracts/orders'],
    ],
    [
      'public-entry',
      PLACE_ORDER,
      `import { GetProducts as Deep } from '../../../../../contracts/catalog/src/index.js';`,
      [`reaches into contract 'catalog' by its path`, 'Import @contracts/catalog by its name'],
    ],
    [
      'declared-use',
      PLACE_ORDER,
      `import { GetPayments } from '@contracts/payments';`,
      [
        `module 'orders' uses GetPayments of 'payments' without saying so`,
        `Add use(payments, { whenUnavailable: 'fail' })`,
      ],
    ],
    [
      'no-cycles',
      'libs/modules/catalog/src/catalog.module.ts',
      `import { GetOrders } from '@contracts/orders';`,
      ['contexts call each other in a circle: catalog → orders → catalog', 'subscribe to an event instead'],
    ],
    [
      'no-cycles',
      'libs/modules/catalog/src/catalog.module.ts',
      `import type { CatalogModule as Self } from './index.js';`,
      ['files import each other in a circle: src/', 'catalog.module.ts', 'into a file that both can import'],
    ],
    [
      'own-schema',
      PLACE_ORDER,
      `export const statement = 'SELECT price FROM catalog.product';`,
      [
        `module 'orders' reaches into the schema of 'catalog': catalog.product`,
        "ask 'catalog' by a query of its contract",
      ],
    ],
    [
      'no-backdoor-injection',
      PLACE_ORDER,
      `export const find = (moduleRef: { get(token: string, options: object): unknown }) => moduleRef.get('Prices', { strict: false });`,
      [
        `module 'orders' looks up a provider with { strict: false }`,
        'Look it up in the module itself, or send a message',
      ],
    ],
    [
      'platform-is-generic',
      'libs/platform/runtime/src/index.ts',
      `import { orders } from '@contracts/orders';`,
      [`platform package 'runtime' imports contract 'orders'`, 'Hand it over as data'],
    ],
    [
      'platform-is-generic',
      'apps/monolith/src/main.ts',
      `import '../../../libs/modules/orders/src/orders.module.js';`,
      [`app 'monolith' enters module 'orders' past its entries`, 'import @modules/orders'],
    ],
    [
      'platform-is-generic',
      'libs/platform/runtime/src/index.ts',
      `export const audience = 'shop';`,
      [`platform package 'runtime' names 'shop', a word of one application`, 'take it as an option'],
    ],
    [
      'module-entry',
      'libs/modules/orders/src/index.ts',
      `export { OrderEntity } from './persistence/order.entity.js';`,
      [`the entry of module 'orders' exports OrderEntity`, 'belongs in @contracts/orders'],
    ],
    [
      'declared-use',
      MODULE,
      (text) => text.replace(/,?\s*whenUnavailable: (?:'fail'|fallback\([^)]*\))/, ''),
      ['without a decision for when it is not there', `Add whenUnavailable: 'fail'`],
    ],
  ])('reports %s in %s, and says what to do', (rule, file, change, says) => {
    const found = breachesIn(file, change).filter((violation) => violation.rule === rule);
    expect(found).not.toEqual([]);
    const text = found.map(({ message, proposal = '' }) => `${message} ${proposal}`).join('\n');
    for (const words of says) expect(text).toContain(words);
  });

  it('reports no-laundering through the shared kernel, and shows the way', () => {
    const kernel = join(root, 'libs/contracts/shared/src/index.ts');
    const victim = join(root, PLACE_ORDER);
    const { violations } = checker.run(
      new Map([
        [kernel, `export { ProductEntity } from '@modules/catalog';\n${readFileSync(kernel, 'utf8')}`],
        [victim, `import { ProductEntity } from '@contracts/shared';\n${readFileSync(victim, 'utf8')}`],
      ]),
    ).report;
    const found = violations.find(({ rule, file }) => rule === 'no-laundering' && file === PLACE_ORDER);
    expect(found?.message).toContain(
      `${PLACE_ORDER} → libs/contracts/shared/src/index.ts → libs/modules/catalog/src/index.ts`,
    );
  });
});
