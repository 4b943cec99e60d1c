import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/order.ts';
const SPEC = 'libs/modules/orders/src/domain/order.spec.ts';
const manifest = (fields: object): Record<string, string> => ({
  'libs/modules/orders/package.json': JSON.stringify({
    name: '@modules/orders',
    exports: { '.': './src/index.ts' },
    ...fields,
  }),
});

describe('declared-dependency', () => {
  it.each([
    ['an npm package', `import 'typeorm';`, {}],
    ['an npm type', `import type { Type } from '@nestjs/common';`, {}],
    ['a package of the workspace', `import '@contracts/orders';`, {}],
    ['a dev dependency in shipped code', `import 'typeorm';`, { devDependencies: { typeorm: '1' } }],
  ])('refuses %s that package.json does not ask for', (_what, source, fields) => {
    expect(findingsOf({ [FILE]: source, ...manifest(fields) })).toEqual([`declared-dependency ${FILE}`]);
  });

  it('allows dependencies, peer dependencies, Node modules and the package itself', () => {
    const source = `import 'typeorm';\nimport '@nestjs/common';\nimport 'node:fs';\nimport 'path';`;
    const fields = { dependencies: { typeorm: '1' }, peerDependencies: { '@nestjs/common': '12' } };
    expect(findingsOf({ [FILE]: source, ...manifest(fields) })).toEqual([]);
  });

  it('allows dev dependencies of the package and of the root in specs', () => {
    const files = {
      [SPEC]: `import 'typeorm';\nimport 'vitest';`,
      'package.json': JSON.stringify({ devDependencies: { vitest: '4' } }),
      ...manifest({ devDependencies: { typeorm: '1' } }),
    };
    expect(findingsOf(files)).toEqual([]);
    expect(findingsOf({ ...files, ...manifest({}) })).toEqual([`declared-dependency ${SPEC}`]);
  });

  it('checks code without a package.json against the package.json of the root', () => {
    const file = 'vitest.config.ts';
    const bare = { 'package.json': '{}' };
    expect(findingsOf({ [file]: `import 'vitest';`, ...bare })).toEqual([`declared-dependency ${file}`]);
    const root = { 'package.json': JSON.stringify({ devDependencies: { vitest: '4' } }) };
    expect(findingsOf({ [file]: `import 'vitest';`, ...root })).toEqual([]);
  });
  it('lets a host without a package.json have the packages of the workspace, and nothing else of npm', () => {
    const host = 'apps/extracted/orders/main.ts';
    const root = { 'package.json': JSON.stringify({ workspaces: ['libs/*/*'] }) };
    expect(findingsOf({ [host]: `import('@modules/orders');`, ...root })).toEqual([]);
    expect(findingsOf({ [host]: `import 'typeorm';`, ...root })).toEqual([`declared-dependency ${host}`]);
  });
});
