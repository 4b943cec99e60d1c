import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

describe('platform-is-generic', () => {
  it.each([
    ['a platform package', 'libs/platform/runtime/src/host.ts'],
    ['the spec of a platform package', 'libs/platform/runtime/src/host.spec.ts'],
    ['a tool', 'tools/gen/src/index.ts'],
  ])('refuses a module, a contract and an app in %s', (_what, file) => {
    const source = `import '@modules/orders';\nimport type { orders } from '@contracts/orders';\nimport '@apps/web';`;
    const rule = `platform-is-generic ${file}`;
    expect(findingsOf({ [file]: source, 'apps/web/src/index.ts': '' })).toEqual([rule, rule, rule]);
  });

  it('allows other platform packages and npm packages', () => {
    const source = `import '@multilith/contract';\nimport 'typeorm';`;
    expect(findingsOf({ 'libs/platform/runtime/src/host.ts': source })).toEqual([]);
  });

  it.each(['apps/web/src/host.ts', 'apps/extracted/orders/main.ts'])(
    'lets %s enter a module by its entries alone',
    (file) => {
      const root = { 'package.json': JSON.stringify({ workspaces: ['libs/*/*'] }) };
      const lazy = `export const load = () => import('@modules/orders');\nexport const api = () => import('@modules/orders/api');`;
      expect(findingsOf({ [file]: lazy, ...root, 'libs/modules/orders/src/api/index.ts': '' })).toEqual([]);
      const depth = '../'.repeat(file.split('/').length - 1);
      const deep = `export const load = () => import('${depth}libs/modules/orders/src/domain/order.js');`;
      expect(findingsOf({ [file]: deep, ...root })).toContain(`platform-is-generic ${file}`);
    },
  );

  it('lets no unit import a host', () => {
    const file = 'libs/modules/orders/src/domain/order.ts';
    const host = { 'apps/extracted/catalog/main.ts': '' };
    expect(findingsOf({ [file]: `import '../../../../../apps/extracted/catalog/main.js';`, ...host })).toContain(
      `no-cross-context ${file}`,
    );
  });
});
