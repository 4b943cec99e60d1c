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
