import { beforeAll, describe, expect, it } from 'vitest';
import { readWorkspaceFile, workspaceFiles, WORKSPACE } from '../workspace-files.js';
import { errorCodesIn } from './declared-codes.js';
import { readErrorTables, TABLE_FILE, type NamedTable } from './error-tables.js';
import { ERRORS_PAGE, shownTables, writeErrorTables } from './errors-page.js';

const SOURCES =
  /^(?:apps|libs|tools\/(?:boundary-lint|codegen|contract-tools|dev|nx-plugin))\/(?!.*\/fixtures\/).*(?<!\.(?:spec|test-d|fixture|generated))\.(?:ts|mjs|js)$/;
const TEST_CODE = /\/(?:test|src\/testing|self-test|comparison)\/|\/describe-/;
const page = readWorkspaceFile(ERRORS_PAGE);

let tables: readonly NamedTable[];
beforeAll(async () => {
  tables = await readErrorTables((path) => import(/* @vite-ignore */ `${WORKSPACE}${path}`));
});

describe('docs/errors.md', () => {
  it('has the tables of the packages; `npm run docs` writes them', () => {
    expect(page).toBe(writeErrorTables(page, tables));
  });

  it('shows every table once', () => {
    expect(shownTables(page).sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('lists each code once, with when it occurs and what to do', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const codes = rows.map((row) => /`([^`]+)`/.exec(row)![1]!);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(rows.filter((row) => row.split(' | ').length !== 3 || /\|\s*\|/.test(row))).toEqual([]);
  });
});

describe('the codes of the sources', () => {
  const sources = workspaceFiles(SOURCES).filter((path) => !TEST_CODE.test(path) && !TABLE_FILE.test(path));
  const texts = new Map(sources.map((path) => [path, readWorkspaceFile(path)]));
  const declared = new Map<string, string>();
  for (const [path, text] of texts) for (const code of errorCodesIn(path, text)) declared.set(code, path);
  const listed = new Set([...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code!));

  it('are all listed, those of contract errors too', () => {
    expect([...declared].filter(([code]) => !listed.has(code)).map(([code, path]) => `${code} (${path})`)).toEqual([]);
  });

  it('are all that is listed: a code that no source names leaves its table', () => {
    const all = [...texts.values()].join('\n');
    expect([...listed].filter((code) => !new RegExp(`\\b${code}\\b`).test(all))).toEqual([]);
  });
});

describe('error classes of the platform', () => {
  it('are branded, so that instanceof holds across copies of a package', () => {
    const unbranded = workspaceFiles(/^libs\/platform\/\w[\w-]*\/src\/.*(?<!\.spec)\.ts$/).flatMap((path) => {
      const classes = [
        ...readWorkspaceFile(path).matchAll(/^export (?:abstract )?class (\w+) extends \w+Error\b.*\{\n(.*\n.*)/gm),
      ];
      const folder = path.split('/')[2];
      return classes
        .filter(([, name, body]) => !body!.includes(`brand(this, '${folder}.${name}')`))
        .map(([, name]) => `${name} (${path})`);
    });
    expect(unbranded).toEqual([]);
  });
});

describe('errorCodesIn', () => {
  it.each([
    [`throw new MultilithError('SOME_CODE', 'text');`, ['SOME_CODE']],
    [`class E extends Base { constructor() { super('SOME_CODE', ''); } }`, ['SOME_CODE']],
    [`class E extends Error { readonly code = 'SOME_CODE'; }`, ['SOME_CODE']],
    [
      `class E { constructor(readonly code: 'ONE_CODE' | 'OTHER_CODE' = 'ONE_CODE') {} }`,
      ['ONE_CODE', 'OTHER_CODE', 'ONE_CODE'],
    ],
    [`type CallFailure = 'ONE_CODE' | 'OTHER_CODE';`, ['ONE_CODE', 'OTHER_CODE']],
    [`const fault = { code: bad ? 'ONE_CODE' : 'OTHER_CODE' };`, ['ONE_CODE', 'OTHER_CODE']],
    [`const BY_STATUS = { 404: 'NOT_FOUND' };`, ['NOT_FOUND']],
    [`class Unknown extends contractError('orders.Unknown', {}) {}`, ['orders.Unknown']],
    [`const name = 'SOME_CODE'; throw new Error('A sentence.'); read('SOME_CODE');`, []],
  ])('reads %s', (source, codes) => {
    expect(errorCodesIn('source.ts', source)).toEqual(codes);
  });
});
