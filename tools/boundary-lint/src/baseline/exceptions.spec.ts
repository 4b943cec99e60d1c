import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../check.js';
import { runCli } from '../run-cli.js';
import { writeWorkspace, type Tree } from '../workspace.fixture.js';

const FOLDER = 'libs/modules/orders/src';
const JOB = `${FOLDER}/jobs/report.ts`;
const SQL = `export const q = 'SELECT sku FROM catalog.product';`;

const CATALOG_SQL = { rule: 'own-schema', file: JOB, to: 'catalog', reason: 'a nightly report, agreed with catalog' };

function found(config: object, files: Tree = { [JOB]: SQL }): { failing: string[]; warnings: string[] } {
  const { violations, unanalysable, warnings } = checkWorkspace(
    writeWorkspace({ ...files, 'boundary-lint.json': JSON.stringify(config) }),
  );
  return {
    failing: [
      ...violations.map(({ rule, file }) => `${rule} ${file}`),
      ...unanalysable.map(({ file }) => `unanalysable ${file}`),
    ],
    warnings: warnings.map(({ rule, file }) => `${rule} ${file}`),
  };
}

describe('a lasting exception', () => {
  it('lets a finding of any rule pass, in one file, in a folder or by a glob', () => {
    expect(found({}).failing).toEqual([`own-schema ${JOB}`]);
    for (const file of [JOB, `${FOLDER}/jobs`, 'libs/modules/*/src/jobs', '**/report.ts'])
      expect(found({ exceptions: [{ ...CATALOG_SQL, file }] }).failing).toEqual([]);
  });

  it.each([
    ['no-cross-context', { [JOB]: `import '@modules/catalog';` }, 'catalog'],
    ['no-cross-context', { [JOB]: `import '@modules/catalog';` }, '@modules/catalog'],
    ['unresolved', { [JOB]: `import './gone.js';` }, './gone.js'],
    ['public-entry', { 'apps/web/src/deep.ts': `import '@contracts/catalog/src/index.js';` }, 'catalog'],
    ['parse-error', { [JOB]: 'const = ;' }, undefined],
    ['unknown-place', { 'libs/helpers/text/index.ts': '' }, undefined],
    [
      'no-backdoor-injection',
      { [JOB]: `export const get = (ref: any) => ref.get('x', { strict: false });` },
      undefined,
    ],
  ] as [string, Tree, string | undefined][])('holds for %s', (rule, files, to) => {
    const [file] = Object.keys(files);
    expect(found({}, files).failing).toEqual([`${rule} ${file}`]);
    expect(found({ exceptions: [{ rule, file, to, reason: 'agreed' }] }, files).failing).toEqual([]);
  });

  it.each([
    ['another rule', { rule: 'no-cross-context' }],
    ['another file', { file: `${FOLDER}/jobs/other.ts` }],
    ['a file whose name begins alike', { file: `${FOLDER}/job` }],
    ['another target', { to: 'pricing' }],
  ])('does not cover %s, and is reported because nothing needs it', (_what, other) => {
    expect(found({ exceptions: [{ ...CATALOG_SQL, ...other }] }).failing).toEqual([
      `own-schema ${JOB}`,
      'stale-exception boundary-lint.json',
    ]);
  });

  it('does not cover other findings in the same file', () => {
    const files = { [JOB]: `${SQL}\nimport '@modules/catalog';` };
    expect(found({ exceptions: [CATALOG_SQL] }, files).failing).toEqual([`no-cross-context ${JOB}`]);
  });

  it.each([
    ['a reason', { ...CATALOG_SQL, reason: ' ' }, `has no 'reason'`],
    ['a rule that exists', { ...CATALOG_SQL, rule: 'own-schemas' }, `there is no rule 'own-schemas'`],
    ['a rule that can be excused', { ...CATALOG_SQL, rule: 'stale-exception' }, 'there is no rule'],
    ['the list for computed imports', { ...CATALOG_SQL, rule: 'unanalysable' }, `belongs in 'unanalysable'`],
  ])('needs %s', (_what, exception, message) => {
    expect(() => found({ exceptions: [exception] })).toThrow(message);
  });
});

describe('the rules of a folder', () => {
  const BROKEN: Tree = {
    [JOB]: `${SQL}\nimport '@modules/catalog';`,
    [`${FOLDER}/domain/load.ts`]: 'export const load = (path: string) => import(path);',
  };

  it('switches one rule off, or all, below that folder alone', () => {
    expect(found({ folders: { [`${FOLDER}/jobs`]: { 'own-schema': 'off' } } }, BROKEN).failing).toEqual([
      `no-cross-context ${JOB}`,
      `unanalysable ${FOLDER}/domain/load.ts`,
    ]);
    expect(found({ folders: { 'libs/modules/*/src/jobs': { '*': 'off' } } }, BROKEN).failing).toEqual([
      `unanalysable ${FOLDER}/domain/load.ts`,
    ]);
    expect(found({ folders: { '.': { '*': 'off' } } }, BROKEN)).toEqual({ failing: [], warnings: [] });
  });

  it('makes warnings of findings, computed imports included, which fail nothing', () => {
    const config = { folders: { [FOLDER]: { '*': 'warn', 'own-schema': 'off' } } };
    expect(found(config, BROKEN)).toEqual({
      failing: [],
      warnings: [`unanalysable ${FOLDER}/domain/load.ts`, `no-cross-context ${JOB}`],
    });
    const root = writeWorkspace({ ...BROKEN, 'boundary-lint.json': JSON.stringify(config) });
    const print = (format: string): string => {
      const lines: string[] = [];
      const log = (line: string): number => lines.push(line);
      expect(runCli(['--root', root, '--format', format], { log, error: log })).toBe(0);
      return lines.join('\n');
    };
    expect(print('text')).toContain('warning: no-cross-context');
    expect(print('text')).toContain('No boundary is crossed. 2 warnings.');
    expect(print('github')).toContain('::warning file=');
    expect(print('sarif')).toContain('"level": "warning"');
    expect(print('gitlab')).toContain('"severity": "minor"');
  });

  it('counts the longest folder that says something about the rule', () => {
    const folders = { [FOLDER]: { '*': 'off' }, [`${FOLDER}/jobs`]: { 'own-schema': 'error' }, '.': { '*': 'warn' } };
    expect(found({ folders }, BROKEN)).toEqual({ failing: [`own-schema ${JOB}`], warnings: [] });
  });

  it('is reported when the folder holds no file, and cannot excuse the configuration itself', () => {
    const folders = { 'libs/modules/gone': { '*': 'off' }, '.': { '*': 'off' } };
    expect(found({ folders }).failing).toEqual(['stale-exception boundary-lint.json']);
  });

  it('does not need an exception for a rule that is off', () => {
    expect(found({ folders: { [FOLDER]: { '*': 'off' } }, exceptions: [CATALOG_SQL] }).failing).toEqual([
      'stale-exception boundary-lint.json',
    ]);
  });

  it.each([
    ['an unknown rule', { [FOLDER]: { 'own-schemas': 'off' } }, 'there is no rule'],
    ['an unknown level', { [FOLDER]: { 'own-schema': 'no' } }, `'no' is not a level`],
    ['a list', [], 'is not an object'],
  ])('refuses %s', (_what, folders, message) => {
    expect(() => found({ folders })).toThrow(message);
  });
});
