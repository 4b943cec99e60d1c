import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWorkspace } from '../workspace.fixture.js';
import plugin, { type RuleContext } from './index.js';

const FILE = 'libs/modules/orders/src/domain/order.ts';

function lint(root: string, path: string, text = readFileSync(join(root, path), 'utf8')): string[] {
  const problems: string[] = [];
  const report: RuleContext['report'] = ({ loc: { start }, message }) =>
    problems.push(`${start.line}:${start.column} ${message}`);
  plugin.rules.check.create({ filename: join(root, path), sourceCode: { text }, report }).Program();
  return problems;
}

describe('the plugin for editors', () => {
  it('reports what the command line would, at the same place', () => {
    const root = writeWorkspace({ [FILE]: `\nimport '@modules/catalog';` });
    expect(lint(root, FILE)).toEqual([
      expect.stringMatching(/^2:7 no-cross-context: module 'orders' imports private code/),
    ]);
    expect(lint(root, 'apps/shop/src/main.ts')).toEqual([]);
  });

  it('looks at the text in the editor, saved or not', () => {
    const root = writeWorkspace({});
    expect(lint(root, FILE)).toEqual([]);
    expect(lint(root, FILE, `import '@modules/catalog';`)).toHaveLength(1);
    expect(lint(root, FILE, `export class Order {}`)).toEqual([]);
    writeFileSync(join(root, FILE), `import '@modules/catalog/api';`);
    expect(lint(root, FILE)).toHaveLength(1);
  });

  it('says nothing about files that belong to no workspace', () => {
    expect(lint(writeWorkspace({}), 'gone.ts', `import '@modules/catalog';`)).toEqual([]);
  });
});
