import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { checkWorkspace } from './check.js';
import type { Report } from './report/report.js';
import { INSTALLED } from './self-test/sound-workspace.js';

/** npm packages that fixtures may import. */
const NPM = ['@nestjs/cqrs', ...INSTALLED];
const SCOPES: Readonly<Record<string, string>> = {
  'libs/modules': '@modules',
  'libs/contracts': '@contracts',
  'libs/platform': '@multilith',
  apps: '@apps',
  tools: '@tools',
};

/** Sources by path: a folder with a `src` becomes a package with the entries `.` and, for modules, `./api`. */
export type Tree = Readonly<Record<string, string>>;

/** What every workspace has: a platform and two contexts, entered by their entries. */
const BASE: Tree = {
  'libs/platform/contract/src/index.ts': 'export const command = 1, query = 2, event = 3;',
  'libs/platform/runtime/src/index.ts': 'export const use = 1, ContextModule = 2;',
  'libs/platform/graphql/src/index.ts': 'export const RequestLoader = 1;',
  'libs/platform/testing/src/index.ts': 'export const testContext = 1;',
  'libs/platform/embedded-postgres/src/index.ts': 'export const start = 1;',
  'libs/contracts/shared/src/index.ts': 'export const Sku = 1;',
  'libs/contracts/catalog/src/index.ts': [
    `import { command, event, query } from '@multilith/contract';`,
    `export class GetProducts extends query('catalog.GetProducts', {}) {}`,
    `export class AddProduct extends command('catalog.AddProduct', {}) {}`,
    `export class ProductAdded extends event('catalog.ProductAdded', {}) {}`,
    `export const catalog = 1;`,
  ].join('\n'),
  'libs/contracts/orders/src/index.ts': `export const orders = 1;`,
  'libs/modules/catalog/src/index.ts': `export { CatalogModule } from './catalog.module.js';`,
  'libs/modules/catalog/src/catalog.module.ts': 'export class CatalogModule {}',
  'libs/modules/catalog/src/api/index.ts': 'export class CatalogApiModule {}',
  'libs/modules/orders/src/index.ts': `export { OrdersModule } from './orders.module.js';`,
  'libs/modules/orders/src/orders.module.ts': 'export class OrdersModule {}',
  'libs/modules/orders/src/domain/order.ts': 'export class Order {}',
  'apps/web/src/main.ts': `import { OrdersModule } from '@modules/orders';\nexport default OrdersModule;`,
};

/** Writes a workspace to a folder of its own, which goes when the test ends; returns the root. */
export function writeWorkspace(files: Tree, base: Tree = BASE): string {
  const root = mkdtempSync(join(tmpdir(), 'boundary-lint-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const tree = { ...base, ...files };
  for (const [path, text] of Object.entries(tree)) put(path, text);
  for (const name of NPM) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    put(`node_modules/${name}/index.js`, '');
  }
  // Every package asks for everything, so that each spec meets the rule it is about.
  const packages = packagesOf(tree);
  const dependencies = Object.fromEntries([...NPM, ...packages.values()].map((name) => [name, '*']));
  for (const [folder, name] of packages) {
    const entry = (path: string): object => ({ '@multilith/source': path, default: path.replace('src', 'dist') });
    const api = folder.startsWith('libs/modules/') ? { './api': entry('./src/api/index.ts') } : {};
    const manifest = JSON.stringify({ name, exports: { '.': entry('./src/index.ts'), ...api }, dependencies });
    if (!(`${folder}/package.json` in tree)) put(`${folder}/package.json`, manifest);
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, folder), join(root, 'node_modules', name));
  }
  return root;
}

/** Checks a workspace and returns each finding as `rule file`, which is what most specs care about. */
export function findingsOf(files: Tree): string[] {
  return reportOn(files).violations.map(({ rule, file }) => `${rule} ${file}`);
}

export function reportOn(files: Tree): Report {
  return checkWorkspace(writeWorkspace(files));
}

function packagesOf(tree: Tree): Map<string, string> {
  const packages = new Map<string, string>();
  for (const path of Object.keys(tree))
    for (const [place, scope] of Object.entries(SCOPES)) {
      if (!path.startsWith(`${place}/`) || !path.includes('/src/')) continue;
      const name = path.slice(place.length + 1).split('/')[0]!;
      packages.set(`${place}/${name}`, `${scope}/${name}`);
    }
  return packages;
}
