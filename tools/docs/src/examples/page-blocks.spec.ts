import { describe, expect, it } from 'vitest';
import { blocksOf } from './page-blocks.js';
import { sourceOf } from './source-of.js';

const page = (...lines: string[]): string => lines.join('\n');
const sourceLines = (markdown: string): string[] => sourceOf(blocksOf('page.md', markdown)[0]!).split('\n');

describe('blocksOf', () => {
  it('finds each block with its language and the number of its first line', () => {
    const found = blocksOf('page.md', page('# A', '', '```ts', 'f();', '```', 'text', '```sh', 'npm test', '```'));
    expect(found).toMatchObject([
      { language: 'ts', line: 4, text: 'f();\n', check: 'example' },
      { language: 'sh', line: 8, text: 'npm test\n' },
    ]);
  });

  it('takes hidden code and the check from the comment right above, and from no other', () => {
    const comment = ['<!-- program', 'const a = 1;', '-->'];
    const block = ['```ts', 'f(a);', '```'];
    expect(blocksOf('page.md', page(...comment, ...block, 'text', ...block))).toMatchObject([
      { check: 'program', hidden: 'const a = 1;\n' },
      { check: 'example', hidden: '' },
    ]);
  });

  it('reads the block of a list without its indentation', () => {
    expect(blocksOf('page.md', page('- one', '', '   ```ts', '   f({', '     a });', '   ```'))[0]!.text).toBe(
      'f({\n  a });\n',
    );
  });
});

describe('sourceOf', () => {
  it('gives every line the number that it has in the page', () => {
    const lines = sourceLines(page('# A', '<!-- example', `import a from 'a';`, '-->', '```ts', 'f();', '```'));
    expect(lines.slice(0, 6)).toEqual(['', '', `import a from 'a';`, '', '', 'f();']);
  });

  it('puts the block where the hidden code says', () => {
    const hidden = ['<!-- example', 'class A {', '/* block */', '}', '-->'];
    const lines = sourceLines(page(...hidden, '```ts', 'f() {}', '```'));
    expect(lines.filter((line) => line !== '')).toEqual(['class A {', 'f() {}', '}', 'export {};']);
  });
});
