import { pathToFileURL } from 'node:url';
import { parse, validate } from 'graphql';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { readWorkspaceFile } from '../workspace-files.js';
import { allBlocks, exampleFile, extractExamples, isCompiled, placeOf } from './extract.js';
import type { PageBlock } from './page-blocks.js';
import { applicationSchema } from './schema.js';

// `npm run typecheck` compiles them, with the specs.
extractExamples();
const blocks = allBlocks();
const named = (chosen: readonly PageBlock[]) => chosen.map((block) => [placeOf(block), block] as const);
const ofLanguage = (name: string) => named(blocks.filter(({ language }) => language === name));
const withoutIndent = (text: string): string => text.replaceAll(/^ +/gm, '').trim();

it('there are examples that compile', () => {
  expect(blocks.filter(isCompiled).length).toBeGreaterThan(20);
});

describe('a block that says which file it is from', () => {
  it.each(named(blocks.filter(({ check }) => check === 'from')))(
    '%s stands in that file',
    (_place, { hidden, text }) => {
      expect(withoutIndent(readWorkspaceFile(hidden.trim()))).toContain(withoutIndent(text));
    },
  );
});

describe('JSON of a page', () => {
  it.each(ofLanguage('json'))('%s can be read', (_place, { text }) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

describe('JavaScript of a page', () => {
  it.each(ofLanguage('js'))('%s can be parsed', (_place, { text }) => {
    expect(parseSync('example.js', text).errors).toEqual([]);
  });
});

describe('a GraphQL document of a page', () => {
  it.each(ofLanguage('graphql'))('%s fits the schema', (_place, { hidden, text }) => {
    expect(validate(applicationSchema(hidden), parse(text)).map(({ message }) => message)).toEqual([]);
  });
});

const load = async (block: PageBlock): Promise<void> => {
  await import(pathToFileURL(exampleFile(block)).href);
};
const programs = blocks.filter(({ check }) => check === 'program');
const declaresSpecs = ({ hidden, text }: PageBlock): boolean => /^\s*(?:it|describe\w*)\(/m.test(hidden + text);

for (const block of programs.filter(declaresSpecs)) describe(`the specs at ${placeOf(block)}`, () => load(block));

describe('a program of a page', () => {
  it.each(named(programs.filter((block) => !declaresSpecs(block))))('%s runs', (_place, block) => load(block));
});
