import { expect, it } from 'vitest';
import { writeWorkspace } from '../workspace.fixture.js';
import { placedFiles } from './placed-files.js';

it('lists the source files of a workspace with their units, without reading them', () => {
  const root = writeWorkspace({
    'libs/modules/orders/src/domain/order.spec.ts': 'cannot be parsed (',
    'libs/odd.ts': '',
  });
  const found = placedFiles(root).filter(
    ({ path }) => path.startsWith('libs/modules/orders/') || path === 'libs/odd.ts',
  );
  expect(found.map(({ path, from, isTest }) => [path, from.kind, from.name, isTest])).toEqual([
    ['libs/modules/orders/src/domain/order.spec.ts', 'module', 'orders', true],
    ['libs/modules/orders/src/domain/order.ts', 'module', 'orders', false],
    ['libs/modules/orders/src/index.ts', 'module', 'orders', false],
    ['libs/modules/orders/src/orders.module.ts', 'module', 'orders', false],
  ]);
});
