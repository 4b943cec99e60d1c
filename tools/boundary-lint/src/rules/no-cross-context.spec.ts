import { describe, expect, it } from 'vitest';
import { findingsOf, reportOn } from '../workspace.fixture.js';

const HANDLER = 'libs/modules/orders/src/application/place-order.handler.ts';
const forbidden = [`no-cross-context ${HANDLER}`];

describe('no-cross-context', () => {
  it.each([
    ['a static import', `import { CatalogModule } from '@modules/catalog';`],
    ['a default import', `import catalog from '@modules/catalog';`],
    ['a namespace import', `import * as catalog from '@modules/catalog';`],
    ['a type-only import', `import type { CatalogModule } from '@modules/catalog';`],
    ['an inline type import', `import { type CatalogModule } from '@modules/catalog';`],
    ['an import for its side effects', `import '@modules/catalog';`],
    ['an import with attributes', `import data from '@modules/catalog' with { type: 'json' };`],
    ['a named re-export', `export { CatalogModule } from '@modules/catalog';`],
    ['a re-export of everything', `export * from '@modules/catalog';`],
    ['a re-export under a name', `export * as catalog from '@modules/catalog';`],
    ['a type re-export', `export type { CatalogModule } from '@modules/catalog';`],
    ['a dynamic import', `const catalog = import('@modules/catalog');`],
    ['a dynamic import of a template', 'const catalog = import(`@modules/catalog`);'],
    ['a dynamic import with escaped characters', `const catalog = import('@modules/c\\u0061talog');`],
    ['require', `const catalog = require('@modules/catalog');`],
    ['an optional call of require', `const catalog = require?.('@modules/catalog');`],
    ['require.resolve', `const path = require.resolve('@modules/catalog');`],
    ['import = require', `import catalog = require('@modules/catalog');`],
    ['an exported import = require', `export import catalog = require('@modules/catalog');`],
    ['an import type', `let catalog: import('@modules/catalog').CatalogModule;`],
    ['a typeof import type', `let catalog: typeof import('@modules/catalog');`],
    ['a module augmentation', `declare module '@modules/catalog' { interface Extra {} }\nexport {};`],
    ['import.meta.resolve', `const path = import.meta.resolve('@modules/catalog');`],
    ['vi.mock', `vi.mock('@modules/catalog');`],
    ['vi.importActual', `const actual = vi.importActual('@modules/catalog');`],
    ['jest.requireActual', `const actual = jest.requireActual('@modules/catalog');`],
    ['the other entry', `import { CatalogApiModule } from '@modules/catalog/api';`],
    ['a query on the specifier', `import '@modules/catalog?raw';`],
  ])('refuses %s of another module', (_form, source) => {
    expect(findingsOf({ [HANDLER]: source })).toEqual(forbidden);
  });

  it('refuses another module by its path', () => {
    const found = findingsOf({ [HANDLER]: `import '../../../catalog/src/catalog.module.js';` });
    expect(found).toContain(forbidden[0]);
  });

  it('refuses an app and a tool', () => {
    const source = `import '@apps/site';\nimport '@tools/gen';`;
    expect(findingsOf({ [HANDLER]: source, 'apps/site/src/index.ts': '', 'tools/gen/src/index.ts': '' })).toEqual([
      ...forbidden,
      ...forbidden,
    ]);
  });

  it('refuses the runtime outside the module file', () => {
    expect(findingsOf({ [HANDLER]: `import { use } from '@multilith/runtime';` })).toEqual(forbidden);
  });

  it('refuses the test kit outside specs, the GraphQL helpers outside the API, and packages not meant for modules', () => {
    const source = ['testing', 'graphql', 'embedded-postgres'].map((name) => `import '@multilith/${name}';`).join('\n');
    expect(findingsOf({ [HANDLER]: source })).toEqual([...forbidden, ...forbidden, ...forbidden]);
  });

  it('says who imports what, where, and what to do instead', () => {
    const [violation] = reportOn({ [HANDLER]: `\n  import { X } from '@modules/catalog';` }).violations;
    expect(violation).toMatchObject({
      line: 2,
      column: 21,
      from: 'orders',
      to: 'catalog',
      specifier: '@modules/catalog',
    });
    expect(violation?.message).toContain('@contracts/catalog');
  });

  it('allows the own files, contracts, npm packages and the platform where it is meant to be', () => {
    expect(
      findingsOf({
        [HANDLER]: [
          `import { Order } from '../domain/order.js';`,
          `import { orders } from '@contracts/orders';`,
          `import { CommandHandler } from '@nestjs/cqrs';`,
          `import { currentCall } from '@multilith/contract';`,
          `import { readFile } from 'node:fs';`,
        ].join('\n'),
        'libs/modules/orders/src/orders.module.ts': `import { ContextModule } from '@multilith/runtime';\nexport class OrdersModule {}`,
        'libs/modules/orders/src/application/place-order.spec.ts': `import { testContext } from '@multilith/testing';`,
        'libs/modules/orders/src/api/orders.resolver.ts': `import { RequestLoader } from '@multilith/graphql';`,
      }),
    ).toEqual([]);
  });

  it('is not fooled by comments and strings that look like imports', () => {
    const source = `// import '@modules/catalog'\n/* require('@modules/catalog') */\nexport const text = "import '@modules/catalog'";`;
    expect(findingsOf({ [HANDLER]: source })).toEqual([]);
  });
});
