import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FORM_PLANTS } from '../self-test/forms.js';
import { readFirstColumn } from './forms-page.js';
import { ownCells } from './own-cells.js';

const page = readFileSync(new URL('../../../../docs/boundary-lint-forms.md', import.meta.url), 'utf8');

it('is true of boundary-lint, form by form', () => {
  const cells = [...ownCells(FORM_PLANTS)].map(([{ group, name }, cell]) => [`${group}: ${name}`, cell] as const);
  expect(Object.fromEntries(readFirstColumn(page))).toEqual(Object.fromEntries(cells));
});

it('shows no form that boundary-lint does not detect', () => {
  expect([...readFirstColumn(page).values()]).not.toContain('–');
});
