import { describe, expect, it } from 'vitest';
import { checkWorkspace } from './check.js';
import { findingsOf, reportOn, writeWorkspace } from './workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/order.ts';

describe('checkWorkspace', () => {
  it('finds nothing wrong with a sound workspace, and says how much it looked at', () => {
    const report = reportOn({});
    expect(report).toMatchObject({ violations: [], unanalysable: [] });
    expect(report.coverage).toEqual({ files: 15, imports: 4, unresolved: 0, unanalysable: 0 });
  });

  it('refuses a folder that is no workspace', () => {
    expect(() => checkWorkspace(writeWorkspace({}, { 'src/index.ts': '' }))).toThrow('Name the root of the workspace');
  });

  it('refuses a workspace without a source file', () => {
    expect(() => checkWorkspace(writeWorkspace({}, { 'libs/modules/orders/README.md': '' }))).toThrow('no source file');
  });

  it('reports a file that it cannot parse, and still reads what it understands', () => {
    expect(findingsOf({ [FILE]: `const = ;` })).toEqual([`parse-error ${FILE}`]);
  });

  it('reports imports that lead nowhere', () => {
    const report = reportOn({ [FILE]: `import './gone.js';\nimport 'not-installed';` });
    expect(report.violations.map(({ rule }) => rule)).toEqual(['unresolved', 'unresolved']);
    expect(report.coverage.unresolved).toBe(2);
  });

  it('lets the scripts of the workspace reach what a build will write', () => {
    const start = `import '../../apps/web/dist/main.js';`;
    expect(findingsOf({ 'tools/dev/start.mjs': start })).toEqual([]);
    expect(findingsOf({ 'tools/dev/src/start.mjs': start.replace('..', '../..') })).not.toEqual([]);
  });

  it('reports a package in a place that the layout does not know', () => {
    const file = 'libs/helpers/text/index.ts';
    expect(findingsOf({ [file]: '' })).toEqual([`unknown-place ${file}`]);
  });

  it.each([
    ['a computed dynamic import', 'export const load = (name: string) => import(`@modules/${name}`);'],
    ['a concatenated dynamic import', `export const load = (name: string) => import('@modules/' + name);`],
    ['a computed require', 'export const load = (name: string) => require(name);'],
  ])('reports %s as unanalysable', (_what, source) => {
    const report = reportOn({ [FILE]: source });
    expect(report.unanalysable).toMatchObject([{ file: FILE, line: 1 }]);
  });

  it('reports only the importers of a re-export, and not every user of the shared kernel', () => {
    const found = findingsOf({
      'libs/contracts/shared/src/index.ts': `export * from './sku.js';\nexport { Country } from './sku.js';\nexport { CatalogModule } from '@modules/catalog';`,
      'libs/contracts/shared/src/sku.ts': `export const Sku = 1;\nexport const Country = 2;`,
      [FILE]: `import { Country, Sku } from '@contracts/shared';\nexport const x = [Sku, Country];`,
      'libs/modules/orders/src/domain/thief.ts': `import { CatalogModule } from '@contracts/shared';\nexport const y = CatalogModule;`,
    });
    expect(found.filter((finding) => finding.startsWith('no-laundering'))).toEqual([
      'no-laundering libs/modules/orders/src/domain/thief.ts',
    ]);
  });

  it('lets a computed import pass that boundary-lint.json allows with a reason', () => {
    const source = 'export const load = (name: string) => import(name);';
    const exceptions = { unanalysable: [{ file: FILE, form: 'dynamic', reason: 'names come from the host' }] };
    const report = reportOn({ [FILE]: source, 'boundary-lint.json': JSON.stringify(exceptions) });
    expect(report).toMatchObject({ violations: [], unanalysable: [], coverage: { unanalysable: 1 } });
  });

  it('reports an exception that nothing needs any more', () => {
    const exceptions = { unanalysable: [{ file: FILE, form: 'dynamic', reason: 'was needed once' }] };
    expect(findingsOf({ 'boundary-lint.json': JSON.stringify(exceptions) })).toEqual([
      'stale-exception boundary-lint.json',
    ]);
  });

  it('reads files with a byte order mark, with CRLF, and empty ones', () => {
    const source = `\uFEFFimport '@modules/catalog';\r\nimport '@modules/catalog';\r\n`;
    const report = reportOn({ [FILE]: source, 'libs/modules/orders/src/domain/empty.ts': '' });
    expect(report.violations.map(({ line }) => line)).toEqual([1, 2]);
  });
});
