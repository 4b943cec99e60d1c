import type ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { WorkspaceFiles } from '../workspace-files.js';
import { ModuleFile } from './module-file.js';
import { SourceEdit } from './source-edit.js';

const WRITTEN = '/** Notes. */\n';

/** One file, before and after. */
function edited(before: string, change: (files: WorkspaceFiles) => void): string {
  let text = before;
  change({
    root: '',
    read: () => text,
    write: (_, content) => void (text = content),
    exists: () => true,
    children: () => [],
    listChanges: () => [],
  });
  return text;
}

function imported(before: string, from: string, name: string): string {
  return edited(before, (files) => {
    const edit = SourceEdit.open(files, 'a.ts');
    edit.import(from, name);
    edit.save();
  });
}

describe('adding an import', () => {
  it.each([
    ["import { a, c } from 'x';", 'x', 'b', "import { a, b, c } from 'x';"],
    ["import { a } from 'x';", 'x', 'b', "import { a, b } from 'x';"],
    ["import {} from 'x';", 'x', 'b', "import {b} from 'x';"],
    ["import { a } from 'x';", 'x', 'a', "import { a } from 'x';"],
    [
      "import { a } from 'x';\nimport { c } from './c.js';",
      './b.js',
      'b',
      "import { a } from 'x';\nimport { b } from './b.js';\nimport { c } from './c.js';",
    ],
    [
      "import { a } from 'x';\n\nexport {};",
      './b.js',
      'b',
      "import { a } from 'x';\nimport { b } from './b.js';\n\nexport {};",
    ],
    [`${WRITTEN}export {};`, 'x', 'a', `import { a } from 'x';\n${WRITTEN}export {};`],
    ["import type { a } from 'x';", 'x', 'b', "import type { a } from 'x';\nimport { b } from 'x';"],
  ])('turns %j with %s.%s into %j', (before, from, name, after) => {
    expect(imported(before, from, name)).toBe(after);
  });
});

describe('removing an import', () => {
  it.each([
    ["import { a, b, c } from 'x';", "import { a, c } from 'x';"],
    ["import { a, b } from 'x';", "import { a, } from 'x';"],
    ["import { b } from 'x';\nexport {};", '\nexport {};'],
    ["import b, { c } from 'x';", "import b, { c } from 'x';"],
  ])('turns %j without b into %j', (before, after) => {
    const changed = edited(before, (files) => {
      const edit = SourceEdit.open(files, 'a.ts');
      edit.removeImport('b');
      edit.save();
    });
    expect(changed).toBe(after);
  });
});

it('passes a name on after another one, or last', () => {
  const before = "export { A, B } from './a.js';\nexport { C } from './c.js';\n";
  const exported = (after?: string) =>
    edited(before, (files) => {
      const edit = SourceEdit.open(files, 'index.ts');
      edit.exportFrom('./x.js', 'X', after);
      edit.save();
    });
  expect(exported('B')).toBe(
    "export { A, B } from './a.js';\nexport { X } from './x.js';\nexport { C } from './c.js';\n",
  );
  expect(exported('D')).toBe(`${before}export { X } from './x.js';\n`.replace('\n\n', '\n'));
});

describe('the properties of an object', () => {
  const changed = (before: string, change: (edit: SourceEdit, object: ts.ObjectLiteralExpression) => void): string =>
    edited(before, (files) => {
      const edit = SourceEdit.open(files, 'a.ts');
      change(edit, edit.findCall('f')!.arguments[0] as ts.ObjectLiteralExpression);
      edit.save();
    });

  it('get one more at the start', () => {
    expect(changed('f({ a: 1 });', (edit, object) => edit.prependProperty(object, 'b', '2'))).toBe(
      'f({\nb: 2, a: 1 });',
    );
    expect(changed('f({});', (edit, object) => edit.prependProperty(object, 'b', '2'))).toBe('f({b: 2});');
  });

  it('lose one with its comment', () => {
    const without = (before: string) => changed(before, (edit, object) => edit.removeProperty(object, 'b'));
    expect(without('f({ a: 1, /** Two. */ b: 2, c: 3 });')).toBe('f({ a: 1, c: 3 });');
    expect(without('f({ a: 1, b: 2 });')).toBe('f({ a: 1, });');
    expect(without('f({ a: 1 });')).toBe('f({ a: 1 });');
  });
});

describe('adding to a module', () => {
  const module = (inner: string) =>
    `@Module({ imports: [ContextModule.forFeature({ contract: c, ${inner} })], providers: [A, /* last */ B,] })\nclass M {}`;

  it('adds a provider behind the others, whatever is written around them', () => {
    const after = edited(module('uses: []'), (files) => {
      const file = new ModuleFile(files, 'x');
      file.addProvider('C', './c.js');
      file.save();
    });
    expect(after).toContain('providers: [A, /* last */ B, C,]');
  });

  it('creates the list of subscriptions if it is missing', () => {
    const after = edited(module('persistence: { entities: [], migrations: [] }'), (files) => {
      const file = new ModuleFile(files, 'x');
      file.addSubscription("subscription('s', { handler: H, start: 'now' })");
      file.addEntity('E', './e.js');
      file.save();
    });
    expect(after).toContain(
      "entities: [E], migrations: [] }, subscriptions: [subscription('s', { handler: H, start: 'now' })]",
    );
    expect(after).toContain("import { subscription } from '@multilith/runtime';");
  });

  it('refuses a subscription where nothing is kept', () => {
    const add = () => edited(module('uses: []'), (files) => new ModuleFile(files, 'x').addMigration('E1', './e.js'));
    expect(add).toThrow('Add persistence: { entities: [], migrations: [] }');
  });
});
