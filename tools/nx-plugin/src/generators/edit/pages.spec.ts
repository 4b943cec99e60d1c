import { expect, it } from 'vitest';
import type { WorkspaceFiles } from '../workspace-files.js';
import { addVersionRow } from './pages.js';

const ROW = { message: 'orders.Placed', version: 1, file: 'src/placed.v1.ts', change: 'the total says its unit' };
const WRITTEN = '| `orders.Placed` | [1](src/placed.v1.ts) | the total says its unit |';

/** A page after the row was added; `null`: there is no page. */
function page(before: string | null): string | null {
  let text = before;
  const files: WorkspaceFiles = {
    root: '',
    read: () => text,
    write: (_, content) => void (text = content),
    exists: () => true,
    children: () => [],
    listChanges: () => [],
  };
  addVersionRow(files, 'README.md', ROW);
  return text;
}

it('a page gets a table of earlier versions with the first of them', () => {
  expect(page('# @contracts/orders\n\nTakes orders.\n')).toBe(`# @contracts/orders

Takes orders.

## Earlier versions

| message | version | what the next version changes |
| --- | --- | --- |
${WRITTEN}
`);
});

it('a later version becomes the last row of the table that is there', () => {
  const table = '| message | version | what the next version changes |\n| --- | --- | --- |\n| a | 1 | x |\n';
  expect(page(`${table}\nMore.\n`)).toBe(`${table}${WRITTEN}\n\nMore.\n`);
});

it('a contract without a page stays without', () => {
  expect(page(null)).toBeNull();
});
