import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../check.js';
import { writeWorkspace, type Tree } from '../workspace.fixture.js';

const CONFIG = {
  contexts: ['src/contexts/*'],
  contracts: ['src/contexts/*/public'],
  shared: ['src/common'],
  apps: ['src/main.ts', 'src/http'],
};
/** A Nest application as `nest new` starts one: a single package, folders for contexts, no contract vocabulary. */
const FOREIGN: Tree = {
  'package.json': JSON.stringify({ name: 'billing', dependencies: { '@nestjs/common': '*', zod: '*' } }),
  'layout.json': JSON.stringify(CONFIG),
  'tsconfig.json':
    '{ "compilerOptions": { "paths": { "@ctx/*": ["./src/contexts/*"], "@common": ["./src/common/index.ts"] } } }',
  'src/main.ts': `import { InvoicesModule } from './contexts/invoices/index.js';\nexport default InvoicesModule;`,
  'src/http/server.ts': `import '../main.js';`,
  'src/common/index.ts': `export const clock = Date.now;`,
  'src/contexts/invoices/index.ts': `export { InvoicesModule } from './invoices.module.js';`,
  'src/contexts/invoices/invoices.module.ts': `import { Module } from '@nestjs/common';\nimport { clock } from '@common';\nimport { findUser } from '@ctx/users/public/index.js';\nexport class InvoicesModule { static now = clock; static user = findUser; static module = Module; }`,
  'src/contexts/invoices/public/index.ts': `import { z } from 'zod';\nexport const Invoice = z;`,
  'src/contexts/users/public/index.ts': `export const findUser = 1;`,
  'src/contexts/users/user.ts': `export class User {}`,
};
const SERVICE = 'src/contexts/invoices/service.ts';

const found = (files: Tree): string[] =>
  checkWorkspace(writeWorkspace(files, FOREIGN), { config: 'layout.json' }).violations.map(
    ({ rule, file, from, to }) => `${rule} ${file} ${from} ${to}`,
  );

describe('a layout that is named by a configuration', () => {
  it('is clean when nothing crosses a boundary', () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    ['a relative path', `import { User } from '../users/user.js';`],
    ['a tsconfig path', `import { User } from '@ctx/users/user.js';`],
    ['require', `const { User } = require('../users/user');`],
    ['a type', `type User = import('../users/user').User;`],
  ])('refuses another context by %s', (_form, source) => {
    expect(found({ [SERVICE]: source })).toEqual([`no-cross-context ${SERVICE} invoices users`]);
  });

  it('refuses an impure contract, also through shared code', () => {
    const contract = 'src/contexts/users/public/index.ts';
    expect(found({ [contract]: `import { Module } from '@nestjs/common';\nexport const findUser = Module;` })).toEqual([
      `contracts-are-pure ${contract} users @nestjs/common`,
    ]);
    const shared = {
      'src/common/index.ts': `export { z } from './nest.js';`,
      'src/common/nest.ts': `export { Module as z } from '@nestjs/common';`,
    };
    expect(found({ ...shared, [contract]: `import { z } from '@common';\nexport const findUser = z;` })).toContain(
      `contracts-are-pure ${contract} users common`,
    );
  });

  it('refuses shared code that knows a context, and follows what it passes on', () => {
    const shared = 'src/common/index.ts';
    const rules = found({ [shared]: `export { User as clock } from '../contexts/users/user.js';` });
    expect(rules).toContain(`platform-is-generic ${shared} common users`);
    expect(rules).toContain('no-laundering src/contexts/invoices/invoices.module.ts invoices users');
  });

  it.each([
    ['a file that its package.json does not export', `import { z } from '@acme/kit/lib/inner.js';`],
    ['a relative path', `import { z } from '../../../packages/kit/lib/inner.js';`],
  ])('refuses deep imports of shared code, or lets all of them pass by one switch: %s', (_form, source) => {
    const files = {
      'packages/kit/package.json': '{ "name": "@acme/kit", "exports": { ".": "./index.ts" } }',
      'packages/kit/index.ts': '',
      'packages/kit/lib/inner.ts': `export { User as z } from '../../../src/contexts/users/user.js';`,
      [SERVICE]: source,
    };
    const config = (more: object): Tree => ({
      'layout.json': JSON.stringify({ ...CONFIG, shared: ['src/common', 'packages/*'], ...more }),
    });
    expect(found({ ...files, ...config({}) })).toContain(`public-entry ${SERVICE} invoices kit`);
    // What is imported by such a path is still followed.
    expect(found({ ...files, ...config({ deepImportsOfShared: true }) })).toEqual([
      'platform-is-generic packages/kit/lib/inner.ts kit users',
      `no-laundering ${SERVICE} invoices users`,
    ]);
    expect(() => found(config({ deepImportsOfShared: 'yes' }))).toThrow('is true or false');
  });

  it('refuses an app that goes past the index of a context', () => {
    expect(
      found({ 'src/main.ts': `import '../src/contexts/invoices/public/../service.js';`, [SERVICE]: '' }),
    ).toContain('platform-is-generic src/main.ts main invoices');
  });

  it('reports a file between the contexts that belongs to none of them', () => {
    expect(found({ 'src/contexts/helper.ts': '' })).toEqual(['unknown-place src/contexts/helper.ts  ']);
  });

  it('reports a package that the configuration does not know', () => {
    const files = { 'packages/extra/package.json': '{"name":"extra"}', 'packages/extra/index.ts': '' };
    expect(found(files)).toEqual(['unknown-place packages/extra/package.json  ']);
  });

  it.each([
    ['is no JSON', '{', 'no JSON'],
    ['has an unknown key', '{ "contexts": ["src/contexts/*"], "modules": [] }', `'modules' is no key`],
    ['names no contexts', '{ "contracts": ["src/contexts/*/public"] }', `'contexts' is missing`],
    ['matches nothing', '{ "contexts": ["lib/*"] }', 'match no folder'],
  ])('cannot run when the configuration %s', (_why, config, message) => {
    expect(() => found({ 'layout.json': config })).toThrow(message);
  });
});
