import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkWorkspace } from '../check.js';
import { writeWorkspace, type Tree } from '../workspace.fixture.js';

const NAMES = ['contract', 'runtime', 'graphql', 'testing', 'nats'];
const asked = JSON.stringify({
  name: 'mine',
  dependencies: Object.fromEntries(['zod', ...NAMES.map((name) => `@multilith/${name}`)].map((name) => [name, '1'])),
});

/** Layouts of others: folders named by a configuration, and the folders of the house without its platform. */
const LAYOUTS: Readonly<Record<string, Tree>> = {
  'src/contexts': {
    'package.json': asked,
    'boundary-lint.json': JSON.stringify({ contexts: ['src/contexts/*'], contracts: ['src/contexts/*/public'] }),
    'src/contexts/orders/public/index.ts': `import { command } from '@multilith/contract';\nimport { z } from 'zod';\nexport const parts = [command, z];`,
    'src/contexts/orders/orders.module.ts': `import { ContextModule } from '@multilith/runtime';\nexport class OrdersModule { static is = ContextModule; }`,
    'src/contexts/orders/api/resolver.ts': `import { RequestLoader } from '@multilith/graphql';\nexport const x = RequestLoader;`,
    'src/contexts/orders/place.spec.ts': `import { testContext } from '@multilith/testing';\nexport const x = testContext;`,
  },
  'libs without a platform': {
    'package.json': asked,
    'libs/contracts/orders/package.json': asked.replace('mine', '@contracts/orders'),
    'libs/contracts/orders/src/index.ts': `import { command } from '@multilith/contract';\nexport const parts = command;`,
    'libs/modules/orders/package.json': asked.replace('mine', '@modules/orders'),
    'libs/modules/orders/src/index.ts': `export { OrdersModule } from './orders.module.js';`,
    'libs/modules/orders/src/orders.module.ts': `import { ContextModule } from '@multilith/runtime';\nexport class OrdersModule { static is = ContextModule; }`,
    'libs/modules/orders/src/api/index.ts': `import { RequestLoader } from '@multilith/graphql';\nexport const x = RequestLoader;`,
  },
};

/** How a package can come to a workspace. */
const WAYS: Readonly<Record<string, (root: string) => void>> = {
  'installed by npm': (root) => {
    for (const name of NAMES) writePackage(join(root, 'node_modules/@multilith', name), name);
  },
  'linked from another checkout': (root) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'boundary-lint-platform-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
    mkdirSync(join(root, 'node_modules/@multilith'), { recursive: true });
    for (const name of NAMES) {
      writePackage(join(elsewhere, name), name);
      symlinkSync(join(elsewhere, name), join(root, 'node_modules/@multilith', name));
    }
  },
  'asked for and not installed': () => {},
};

function writePackage(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@multilith/${name}`, version: '1.0.0', exports: './index.js' }),
  );
  writeFileSync(join(folder, 'index.js'), '');
}

describe.each(Object.keys(LAYOUTS))('packages of the platform in %s', (layout) => {
  const found = (way: string, files: Tree = {}): string[] => {
    const root = writeWorkspace(files, LAYOUTS[layout]);
    WAYS[way]!(root);
    return checkWorkspace(root).violations.map(({ rule, file, message }) => `${rule} ${file} ${message}`);
  };
  const folder = layout === 'src/contexts' ? 'src/contexts/orders' : 'libs/modules/orders/src';
  const contract = layout === 'src/contexts' ? 'src/contexts/orders/public' : 'libs/contracts/orders/src';

  it.each(Object.keys(WAYS))('may be imported where they are meant to be, %s', (way) => {
    expect(found(way)).toEqual([]);
  });

  it.each(Object.keys(WAYS))('are refused elsewhere as those of this workspace are, %s', (way) => {
    const expectOne = (file: string, name: string, message: string): void => {
      const [finding, ...more] = found(way, { [file]: `import '@multilith/${name}';` });
      expect(more).toEqual([]);
      expect(finding).toContain(file);
      expect(finding).toContain(message);
    };
    expectOne(`${folder}/place.ts`, 'runtime', 'in the module file (*.module.ts) only');
    expectOne(`${folder}/place.ts`, 'nats', `platform package 'nats' is not meant for modules`);
    expectOne(`${contract}/more.ts`, 'runtime', `imports the package '@multilith/runtime'`);
  });
});
