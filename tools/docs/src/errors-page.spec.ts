import { describe, expect, it } from 'vitest';
import { errorCodesIn } from './error-codes.js';
import { readWorkspaceFile, workspaceFiles } from './workspace-files.js';

const SOURCES =
  /^(?:apps|libs|tools\/dev|tools\/codegen|tools\/nx-plugin)\/.*(?<!\.(?:spec|test-d|fixture|generated))\.(?:ts|mjs)$/;
const TEST_CODE = /\/(?:(?:test|testing|conformance)\/|describe-)/;
const page = readWorkspaceFile('docs/errors.md');
const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code!);

const declared = new Map<string, string>();
for (const path of workspaceFiles(SOURCES))
  if (!TEST_CODE.test(path)) for (const code of errorCodesIn(path, readWorkspaceFile(path))) declared.set(code, path);

describe('docs/errors.md', () => {
  it('lists every code of the sources', () => {
    const missing = [...declared].filter(([code]) => !listed.includes(code));
    expect(missing.map(([code, path]) => `${code} (${path})`)).toEqual([]);
  });

  it('lists no code that the sources do not have', () => {
    expect(listed.filter((code) => !declared.has(code))).toEqual([]);
  });

  it('lists each code once, with when it appears and what to do', () => {
    expect(listed.filter((code, i) => listed.indexOf(code) !== i)).toEqual([]);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => row.split(' | ').length !== 3 || /\|\s*\|/.test(row))).toEqual([]);
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
