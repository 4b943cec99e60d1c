import { pathToFileURL } from 'node:url';
import { parse, validate } from 'graphql';
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

describe('a GraphQL document of a page', () => {
  it.each(ofLanguage('graphql'))('%s fits the schema', (_place, { hidden, text }) => {
    expect(validate(applicationSchema(hidden), parse(text)).map(({ message }) => message)).toEqual([]);
  });
});

// Programs may have specs of their own, which they declare while they load.
for (const block of blocks.filter(({ check }) => check === 'program'))
  describe(`the program at ${placeOf(block)}`, async () => {
    if (/\b(?:it|describe\w*)\(/.test(block.text)) await import(pathToFileURL(exampleFile(block)).href);
    else
      it('runs', async () => {
        await import(pathToFileURL(exampleFile(block)).href);
      });
  });
