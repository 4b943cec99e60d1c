import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../check.js';
import type { Report } from '../report/report.js';
import { writeWorkspace, type Tree } from '../workspace.fixture.js';

const CONFIG = JSON.stringify({ contexts: ['packages/orders', 'packages/catalog'], shared: ['packages/kit'] });
const KIT: Tree = {
  'packages/kit/src/index.ts': 'export const a = 1;',
  'packages/kit/src/money.ts': 'export const m = 1;',
  'packages/kit/src/deep/rate.ts': 'export const r = 1;',
};

/** What is found in a module that imports a package, of which no file is built. */
function check(manifest: object, source: string, more: Tree = {}): Report {
  const base = {
    'package.json': '{ "name": "root", "private": true }',
    'boundary-lint.json': CONFIG,
    'packages/kit/package.json': JSON.stringify({ name: '@acme/kit', ...manifest }),
    'packages/orders/package.json': '{ "name": "@acme/orders" }',
    'packages/orders/src/index.ts': source,
    'packages/catalog/package.json': '{ "name": "@acme/catalog", "exports": { ".": "./dist/index.js" } }',
    'packages/catalog/src/index.ts': 'export const product = 1;',
  };
  return checkWorkspace(writeWorkspace({ ...KIT, ...more }, base));
}
const rulesOf = ({ violations }: Report): string[] => violations.map(({ rule }) => rule);
const OUT = (outDir: string, rootDir?: string): Tree => ({
  'packages/kit/tsconfig.json': JSON.stringify({ compilerOptions: { outDir, ...(rootDir && { rootDir }) } }),
});

describe('an entry that is not built', () => {
  it.each([
    ['outDir and rootDir', { exports: { '.': './dist/index.js', './money': './dist/money.js' } }, OUT('dist', 'src')],
    [
      'another outDir',
      { exports: { '.': './release/index.js', './money': './release/money.js' } },
      OUT('./release/', './src'),
    ],
    ['no tsconfig', { exports: { '.': './dist/index.js', './money': './dist/money.js' } }, {}],
    ['a folder below it', { exports: { '.': './dist/src/index.js', './money': './dist/src/money.js' } }, {}],
    [
      'a folder per format',
      {
        exports: {
          '.': { import: './dist/esm/index.mjs', require: './dist/cjs/index.cjs' },
          './money': './dist/esm/money.mjs',
        },
      },
      {},
    ],
    ['lib', { exports: { '.': './lib/index.js', './money': './lib/money.js' } }, {}],
    [
      'its types alone',
      { exports: { '.': { types: './types/index.d.ts' }, './money': { types: './types/money.d.ts' } } },
      {},
    ],
    ['a pattern', { exports: { '.': './lib/index.js', './*': './lib/*.js' } }, {}],
    [
      'a pattern that keeps the folder',
      { exports: { '.': './lib/index.js', './*': { types: './lib/*.d.ts', default: './lib/*.js' } } },
      {},
    ],
    ['a folder in the old way', { exports: { '.': './lib/index.js', './': './lib/' } }, {}],
    ['a bundle of another name', { exports: { '.': './dist/kit.es.js', './money': './dist/money.umd.min.js' } }, {}],
    ['the folder that Nx builds to', { exports: { '.': './index.js', './money': './money.js' } }, {}],
    ['a source of its own name', { exports: { '.': './src/index.js', './money': './src/money.js' } }, {}],
  ])('is its source, by %s', (_what, manifest, more) => {
    const source = `import { a } from '@acme/kit';\nimport { m } from '@acme/kit/money';\nexport const b = a + m;`;
    expect(rulesOf(check(manifest, source, more))).toEqual([]);
  });

  it.each([
    ['main and types', { main: 'dist/index.js', types: 'dist/index.d.ts' }],
    ['a main of another name', { main: './build/kit.js' }],
    ['nothing at all', {}],
  ])('is its source without exports, by %s', (_what, manifest) => {
    expect(rulesOf(check(manifest, `import { a } from '@acme/kit';\nimport '@acme/kit/dist/money.js';`))).toEqual([]);
  });

  it('is reported as not built where its source is not known', () => {
    const { violations } = check(
      { exports: { '.': './dist/index.js', './css': './styled-system/css/index.mjs' } },
      `import '@acme/kit/css';`,
    );
    expect(violations).toMatchObject([{ rule: 'not-built', specifier: '@acme/kit/css' }]);
    expect(violations[0]!.message).toContain('packages/kit/styled-system/css/index.mjs');
    expect(violations[0]!.message).not.toContain('no entry');
  });

  it('is still private code of another context, and that is said once', () => {
    expect(rulesOf(check({}, `import { product } from '@acme/catalog';`))).toEqual(['no-cross-context']);
  });

  it.each([
    ['what no key names', '@acme/kit/money', { '.': './dist/index.js' }],
    [
      'what a pattern takes back',
      '@acme/kit/deep/rate',
      { '.': './dist/index.js', './*': './dist/*.js', './deep/*': null },
    ],
  ])('is none for %s', (_what, specifier, exports) => {
    expect(rulesOf(check({ exports }, `import '${specifier}';`))).toEqual(['public-entry']);
  });
});

describe('an alias of a tsconfig', () => {
  const paths = (map: Record<string, string[]>): Tree => ({
    'tsconfig.base.json': JSON.stringify({ compilerOptions: { baseUrl: '.', paths: map } }),
  });

  it.each([
    ['the index', { '@kit': ['packages/kit/src/index.ts'] }, '@kit', {}],
    [
      'an entry of its exports',
      { '@kit/money': ['packages/kit/src/money.ts'] },
      '@kit/money',
      { exports: { '.': './dist/index.js', './money': './dist/money.js' } },
    ],
    [
      'an entry by a pattern of its exports',
      { '@kit/*': ['packages/kit/src/*.ts'] },
      '@kit/deep/rate',
      { exports: { '.': './dist/index.js', './deep/*': './dist/deep/*.js' } },
    ],
    [
      'an entry by the name of the package',
      { '@acme/kit/*': ['packages/kit/src/*.ts'] },
      '@acme/kit/money',
      { exports: { '.': './dist/index.js', './money': './dist/money.js' } },
    ],
    ['the index by a star', { '@libs/*': ['packages/*/src/index.ts'] }, '@libs/kit', {}],
  ])('is an entry where it leads to one: %s', (_what, map, specifier, manifest) => {
    expect(rulesOf(check(manifest, `import '${specifier}';`, paths(map)))).toEqual([]);
  });

  it.each(['@kit', '#kit', '@acme/kit'])('is a path where it leads past them: %s/*', (alias) => {
    const manifest = { exports: { '.': './dist/index.js' } };
    const map = paths({ [`${alias}/*`]: ['packages/kit/src/*.ts'] });
    expect(rulesOf(check(manifest, `import '${alias}/money';`, map))).toEqual(['public-entry']);
  });

  it('is an entry where the imports of a package.json lead to one', () => {
    const imports = (target: string): Tree => ({
      'packages/orders/package.json': JSON.stringify({ name: '@acme/orders', imports: { '#kit': target } }),
    });
    const manifest = { exports: { '.': './dist/index.js' } };
    expect(rulesOf(check(manifest, `import '#kit';`, imports('@acme/kit')))).toEqual([]);
  });

  it('opens no other context', () => {
    expect(rulesOf(check({}, `import '@cat';`, paths({ '@cat': ['packages/catalog/src/index.ts'] })))).toEqual([
      'no-cross-context',
    ]);
  });
});
