import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

describe('platform-is-generic', () => {
  it.each([
    ['a platform package', 'libs/platform/runtime/src/host.ts'],
    ['the spec of a platform package', 'libs/platform/runtime/src/host.spec.ts'],
    ['a tool', 'tools/gen/src/index.ts'],
  ])('refuses a module, a contract and an app in %s', (_what, file) => {
    const source = `import '@modules/orders';\nimport type { orders } from '@contracts/orders';\nimport '@apps/shop';`;
    const rule = `platform-is-generic ${file}`;
    expect(findingsOf({ [file]: source, 'apps/shop/src/index.ts': '' })).toEqual([rule, rule, rule]);
  });

  it('allows other platform packages and npm packages', () => {
    const source = `import '@multilith/contract';\nimport 'typeorm';`;
    expect(findingsOf({ 'libs/platform/runtime/src/host.ts': source })).toEqual([]);
  });
});
