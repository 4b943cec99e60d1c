import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkWorkspace } from '../check.js';
import { writeWorkspace } from '../workspace.fixture.js';

const FILE = 'libs/modules/orders/src/domain/odd.ts';
const BREACH = `import '@modules/catalog';`;

function rulesFor(content: string | Buffer, path = FILE): string[] {
  const root = writeWorkspace({});
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  const { violations, unanalysable, coverage } = checkWorkspace(root);
  expect(coverage.files).toBe(16);
  return [
    ...violations.filter(({ file }) => file === path).map(({ rule }) => rule),
    ...unanalysable.map(() => 'unanalysable'),
  ];
}

describe('a file that is odd', () => {
  it.each([
    ['empty', ''],
    ['a byte order mark alone', '\uFEFF'],
    ['CRLF alone', '\r\n\r\n'],
    ['comments alone', '// nothing\n/* here */'],
    ['without an end of line', 'export const x = 1;'],
    ['large', Array.from({ length: 20_000 }, (_, i) => `export const y${i} = [${i}];\n`).join('')],
    ['one long line', `export const x = [${'1,'.repeat(200_000)}];`],
    ['a long sum', `export const x = ${Array.from({ length: 500 }, (_, i) => `'${i}'`).join(' + ')};`],
    ['nested, but not too deeply', `export const x = ${'['.repeat(500)}${']'.repeat(500)};`],
  ])('passes when nothing is wrong in it: %s', (_what, content) => {
    expect(rulesFor(content)).toEqual([]);
  });

  it.each([
    ['a syntax error behind it', `${BREACH}\nconst = ;`],
    ['a syntax error before it', `const = ;\n${BREACH}`],
    ['an unclosed comment', `${BREACH}\n/* never closed`],
    ['an unclosed template', `${BREACH}\nexport const x = \`never closed`],
    ['marks of a merge', `<<<<<<< HEAD\n${BREACH}\n=======\n>>>>>>> other`],
    ['a NUL', `${BREACH}\n\0`],
  ])('is reported with what it imports, for %s', (_what, content) => {
    expect(rulesFor(content)).toEqual(expect.arrayContaining(['parse-error', 'no-cross-context']));
  });

  it.each([
    ['a byte order mark', `\uFEFF${BREACH}`],
    ['CRLF', `\r\n${BREACH}\r\n`],
    ['old Mac ends of lines', `export const a = 1;\r${BREACH}\r`],
    [
      'thousands of lines before it',
      `${Array.from({ length: 20_000 }, (_, i) => `const y${i} = ${i};`).join('\n')}\n${BREACH}`,
    ],
    ['an emoji before it', `export const x = '🚢';\n${BREACH}`],
  ])('is read for its imports with %s', (_what, content) => {
    expect(rulesFor(content)).toEqual(['no-cross-context']);
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251))],
    ['UTF-16', Buffer.from(`\uFEFF${BREACH}`, 'utf16le')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('is reported when it is no text: %s', (_what, content) => {
    expect(rulesFor(content)).toContain('parse-error');
  });

  it.each([
    ['brackets', `export const x = ${'['.repeat(20_000)}${']'.repeat(20_000)};`],
    ['calls', `${'f('.repeat(50_000)}${')'.repeat(50_000)};`],
    ['a sum without end', `require('x'); export const x = ${Array.from({ length: 50_000 }, (_, i) => i).join('+')};`],
  ])('is reported when it is nested too deeply to be read: %s', (_what, content) => {
    expect(rulesFor(content)).toEqual(['unreadable']);
  });
});

describe('a link that is odd', () => {
  const check = (make: (folder: string) => void): string[] => {
    const root = writeWorkspace({});
    make(join(root, 'libs/modules/orders/src/domain'));
    return checkWorkspace(root).violations.map(({ rule, file }) => `${rule} ${file.split('/').at(-1)}`);
  };

  it.each([
    ['a folder to itself', (folder: string) => symlinkSync('.', join(folder, 'self')), []],
    ['a link to itself', (folder: string) => symlinkSync('loop', join(folder, 'loop')), []],
    ['a source to itself', (folder: string) => symlinkSync('loop.ts', join(folder, 'loop.ts')), ['unreadable loop.ts']],
    [
      'a source to nowhere',
      (folder: string) => symlinkSync('/gone.ts', join(folder, 'gone.ts')),
      ['unreadable gone.ts'],
    ],
    ['a folder of that name', (folder: string) => mkdirSync(join(folder, 'folder.ts')), []],
    [
      'a file that another module owns',
      (folder: string) => {
        symlinkSync('../../../catalog/src/catalog.module.ts', join(folder, 'stolen.ts'));
        writeFileSync(join(folder, 'thief.ts'), `import './stolen.js';`);
      },
      ['no-cross-context thief.ts'],
    ],
    [
      'a folder that another module owns',
      (folder: string) => {
        symlinkSync('../../../catalog/src', join(folder, 'stolen'));
        writeFileSync(join(folder, 'thief.ts'), `import './stolen/catalog.module.js';`);
      },
      ['no-cross-context thief.ts'],
    ],
  ])('is followed no further than it leads: %s', (_what, make, expected) => {
    expect(check(make)).toEqual(expected);
  });

  it('is read as ours where it leads outside the workspace', () => {
    const outside = writeWorkspace({ 'x/y.ts': `import '@modules/catalog';` });
    expect(check((folder) => symlinkSync(join(outside, 'x'), join(folder, 'linked')))).toEqual([
      'no-cross-context y.ts',
    ]);
    rmSync(outside, { recursive: true, force: true });
  });
});

describe('a text that the compiler refuses and that has been read all the same', () => {
  it.each([
    [
      'declare in an ambient module',
      `declare module 'opn' {\n  declare const opn: 1;\n  export default opn;\n}`,
      'typings.d.ts',
    ],
    ['a return outside a function', 'export const x = 1;\nreturn;', 'odd.ts'],
    ['await in a plain function', 'export function f() { await 1; }', 'odd.ts'],
    ['a modifier in the wrong place', 'export class X { abstract x(): void }', 'odd.ts'],
  ])('is judged by its imports: %s', (_what, text, name) => {
    const path = `libs/modules/orders/src/domain/${name}`;
    expect(rulesFor(text, path)).toEqual([]);
    expect(rulesFor(`import '@modules/catalog';\n${text}`, path)).toEqual(['no-cross-context']);
  });

  it('is distinguished from one that has not, in a sentence with one full stop', () => {
    const { violations } = checkWorkspace(writeWorkspace({ [FILE]: 'const = ;' }));
    expect(violations).toMatchObject([{ rule: 'parse-error' }]);
    expect(violations[0]!.message).not.toContain('..');
  });
});

describe('what no file holds, and what holds no code', () => {
  it.each([
    ['a virtual module', `import 'virtual:pwa-register';\nimport icon from '~icons/mdi/home';`],
    ['a module of a platform', `import { getCollection } from 'astro:content';\nimport 'cloudflare:workers';`],
    ['an asset', `import url from './logo.svg?url';\nimport raw from './mail.hbs?raw';\nimport './style.css';`],
    ['an asset of CommonJS', `export const x = [require('./logo.svg'), require.resolve('./style.css')];`],
    ['a component', `import View from './view.vue';\nimport Part from './part.svelte';`],
  ])('is known: %s', (_what, source) => {
    const folder = 'libs/modules/orders/src/domain';
    const { violations } = checkWorkspace(
      writeWorkspace({
        [FILE]: source,
        [`${folder}/logo.svg`]: '<svg/>',
        [`${folder}/mail.hbs`]: '{{x}}',
        [`${folder}/style.css`]: `@import 'other.css';`,
        [`${folder}/view.vue`]: `<template><a/></template>\n<script setup lang="ts">\nimport { ref } from 'vue';\n</script>`,
        [`${folder}/part.svelte`]: `<script>\nlet x = 1;\n</script>\n<p>{x}</p>`,
      }),
    );
    expect(violations.filter(({ specifier }) => specifier !== 'vue')).toEqual([]);
  });

  it('is not known where it is a program all the same', () => {
    const folder = 'libs/modules/orders/src/domain';
    const { violations } = checkWorkspace(
      writeWorkspace({ [FILE]: `require('./style.css');`, [`${folder}/style.css`]: `require('@modules/catalog');` }),
    );
    expect(violations).toMatchObject([{ rule: 'unreadable', file: FILE }]);
  });

  it.each([
    ['Svelte', 'part.svelte', `<script>\nimport '@modules/catalog';\n</script>`],
    ['Astro', 'page.astro', `---\nimport '@modules/catalog';\n---\n<a/>`],
    ['Vue by a linked script', 'view.vue', `<script src="../../../catalog/src/catalog.module.ts"></script>`],
  ])('is read in a component of %s', (_what, name, text) => {
    const path = `libs/modules/orders/src/domain/${name}`;
    expect(rulesFor(text, path)).toEqual(['no-cross-context']);
  });

  it('is read in a component, with its line', () => {
    const path = 'libs/modules/orders/src/domain/view.vue';
    const { violations } = checkWorkspace(
      writeWorkspace({
        [path]: `<template>\n  <a href="import 'x'"/>\n</template>\n<script>\nimport '@modules/catalog';\n</script>`,
      }),
    );
    expect(violations).toMatchObject([{ rule: 'no-cross-context', file: path, line: 5, column: 8 }]);
  });
});
