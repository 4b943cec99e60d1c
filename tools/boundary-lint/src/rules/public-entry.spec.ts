import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/application/place-order.handler.ts';

describe('public-entry', () => {
  it.each([
    ['a path that the package does not export', `import '@contracts/catalog/src/index.js';`],
    ['a relative path into another package', `import '../../../../contracts/catalog/src/index.js';`],
    ['a relative path through node_modules', `import '../../../../../node_modules/@contracts/catalog/src/index.js';`],
  ])('refuses %s', (_what, source) => {
    expect(findingsOf({ [FILE]: source })).toContain(`public-entry ${FILE}`);
  });

  it('refuses an app that enters a module by its path', () => {
    const file = 'apps/web/src/main.ts';
    expect(findingsOf({ [file]: `import '../../../libs/modules/orders/src/domain/order.js';` })).toEqual([
      `platform-is-generic ${file}`,
    ]);
  });

  it('allows every entry that the package exports', () => {
    expect(
      findingsOf({
        'apps/web/src/main.ts': `import '@modules/catalog';\nimport '@modules/catalog/api';\nimport './other.js';`,
        'apps/web/src/other.ts': '',
      }),
    ).toEqual([]);
  });
});
