import { describe, expect, it } from 'vitest';
import { findingsOf } from '../workspace.fixture.js';

const ORDERS = 'libs/modules/orders';
const SHARED = { 'tools.config.mjs': 'export default [];', 'jest.preset.js': 'module.exports = {};' };

describe('the configuration of a tool', () => {
  it.each([
    'eslint.config.mjs',
    '.eslintrc.cjs',
    '.eslintrc.base.js',
    'eslint.base.config.mjs',
    'drizzle.config.ts',
    'knexfile.ts',
    '.storybook/main.ts',
    'jest.config.cjs',
    'jest.config.ts',
    'jest-e2e.config.js',
    'vitest.config.ts',
    'vitest.config.e2e.mts',
    'vitest.workspace.ts',
    'vite.config.ts',
    'webpack.config.js',
    'webpack.prod.js',
    'tsup.config.ts',
    'babel.config.js',
    'playwright.config.ts',
    'tailwind.config.js',
    'postcss.config.cjs',
    'prettier.config.mjs',
    '.prettierrc.js',
    'rollup.config.mjs',
    'cypress.config.ts',
    'stylelint.config.js',
    '.stylelintrc.cjs',
    'commitlint.config.js',
    'lint-staged.config.js',
    'codegen.ts',
    'karma.conf.js',
    'knip.ts',
    'esbuild.mjs',
    '.syncpackrc.cjs',
    '.cz-config.js',
    'plopfile.mjs',
    'panda.config.ts',
  ])('may extend the one at the root: %s', (name) => {
    const up = '../'.repeat(name.split('/').length + 2);
    const imports = /c?js$/.test(name)
      ? `module.exports = require('${up}jest.preset.js');`
      : `import base from '${up}tools.config.mjs';\nexport default base;`;
    expect(findingsOf({ ...SHARED, [`${ORDERS}/${name}`]: imports })).toEqual([]);
  });

  it('may extend the one at the root in a contract too, and import what it configures', () => {
    const config = `import { defineConfig } from 'vitest/config';\nimport { join } from 'node:path';\nimport base from '../../../tools.config.mjs';\nexport default defineConfig({ base, root: join('.') });`;
    expect(findingsOf({ ...SHARED, 'libs/contracts/orders/vitest.config.ts': config })).toEqual([]);
  });

  it.each([
    ['another module', `import '@modules/catalog';`],
    ['an app', `import '@apps/web';`],
  ])('may not import %s', (_what, source) => {
    expect(findingsOf({ [`${ORDERS}/vitest.config.ts`]: source })).toEqual([
      `no-cross-context ${ORDERS}/vitest.config.ts`,
    ]);
  });

  it.each([
    ['among the sources', `${ORDERS}/src/jest.config.ts`, '../../../../jest.preset.js'],
    ['of no tool', `${ORDERS}/orders.config.ts`, '../../../jest.preset.js'],
    ['of a tool by a part of its name', `${ORDERS}/nest-vitest.ts`, '../../../jest.preset.js'],
  ])('is none %s', (_what, file, specifier) => {
    expect(findingsOf({ ...SHARED, [file]: `import '${specifier}';` })).toEqual([`no-cross-context ${file}`]);
  });
});
