import { describe, expect, it } from 'vitest';
import { findingsOf, reportOn, type Tree } from '../workspace.fixture.js';
import { occurrencesOf } from './application-words.js';

const HOST = 'libs/platform/runtime/src/host.ts';
const words = (...applicationWords: string[]): Tree => ({ 'boundary-lint.json': JSON.stringify({ applicationWords }) });

describe('platform-is-generic and the words of an application', () => {
  it('refuses one in texts, names, comments, specs, tools, documents and paths', () => {
    const files = {
      'libs/platform/runtime/README.md': 'Starts the acme.',
      'libs/platform/runtime/src/comment.ts': '/** Starts the Acme. */\nexport const start = 1;',
      'libs/platform/runtime/src/name.ts': 'export const startAcme = 1;',
      'libs/platform/runtime/src/start.spec.ts': `it('starts the acme');`,
      'libs/platform/runtime/src/started-acme.ts': 'export const a = 1;',
      'libs/platform/runtime/src/text.ts': `export const audience = 'acme';`,
      'tools/dev/start.mjs': 'export const acme = 1;',
      'tools/gen/acme/notes.md': 'Nothing.',
      'tools/gen/package.json': '{ "name": "@tools/gen", "description": "Makes an acme." }',
      'tools/gen/src/index.ts': 'export const acmeFiles = 1;',
    };
    expect(findingsOf(files)).toEqual([]);
    expect(findingsOf({ ...words('acme'), ...files })).toEqual(
      Object.keys(files).map((file) => `platform-is-generic ${file}`),
    );
  });

  it('says where, in what, and what to do', () => {
    const { violations } = reportOn({ ...words('acme'), [HOST]: `export const a = 1;\nexport const at = 'acme';` });
    expect(violations).toMatchObject([
      {
        line: 2,
        column: 20,
        to: 'acme',
        message: `platform package 'runtime' names 'acme', a word of one application. boundary-lint.json lists it in 'applicationWords'. Use a neutral word, or take it as an option.`,
      },
    ]);
  });

  it('leaves modules, contracts, apps and the root alone', () => {
    const files = ['libs/modules/orders/src/domain', 'libs/contracts/orders/src', 'apps/web/src', 'scripts'].map(
      (folder) => [`${folder}/acme.ts`, `export const acme = 'acme';`],
    );
    expect(findingsOf({ ...words('acme'), ...(Object.fromEntries(files) as Tree) })).toEqual([]);
  });

  it('may be excused for a file', () => {
    const exceptions = [{ rule: 'platform-is-generic', file: HOST, to: 'acme', reason: 'the example in its docs' }];
    const config = JSON.stringify({ applicationWords: ['acme'], exceptions });
    expect(findingsOf({ 'boundary-lint.json': config, [HOST]: `export const a = 'acme';` })).toEqual([]);
  });

  it.each([['acme'], [['']], [[1]]])('refuses a configuration that lists no words: %j', (applicationWords) => {
    expect(() => reportOn({ 'boundary-lint.json': JSON.stringify({ applicationWords }) })).toThrow(
      `'applicationWords' is not a list of words.`,
    );
  });
});

describe('a word', () => {
  it.each([
    'till',
    'Till',
    'TILL',
    'a till.',
    `the till's`,
    'tills',
    'till-cli',
    'till_cli',
    'TILL_URL',
    'guardedTill',
    'tillHost',
    'HTTPTill',
    'Tills',
    'TILLS',
    '/till/x',
    'till1',
  ])('is found in %s', (text) => expect(occurrencesOf('till', text)).toHaveLength(1));

  it.each(['until', 'UNTIL', 'still', 'tilling', 'TILLER', 'Tillage', 'tillsy', 'til', ''])(
    'is not found in %s',
    (text) => expect(occurrencesOf('till', text)).toEqual([]),
  );

  it('is found each time, with its place', () => {
    expect(occurrencesOf('a.c', 'a.c abc A.C')).toEqual([0, 8]);
  });
});
