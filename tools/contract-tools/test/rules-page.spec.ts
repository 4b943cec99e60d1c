import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answers } from './corpus/answers.js';
import { enums } from './corpus/enums.js';
import { lists } from './corpus/lists.js';
import { names } from './corpus/names.js';
import { numbers } from './corpus/numbers.js';
import { objects } from './corpus/objects.js';
import { presence } from './corpus/presence.js';
import { rules } from './corpus/rules.js';
import { text } from './corpus/text.js';

const PAGE = new URL('../../../docs/evolving-a-contract.md', import.meta.url);
const CHANGES = [presence, names, text, numbers, enums, lists, objects, rules, answers].flat();
/** A row with a change and its four verdicts. */
const ROW = /^\| ([^|]+) \| ((?:(?:compatible|careful|\*\*breaking\*\*) \|\s?){4})$/gm;

const rows = [...readFileSync(PAGE, 'utf8').matchAll(ROW)].map(
  ([, change, verdicts]) =>
    [change!, verdicts!.replaceAll('*', '').split(' | ').join(' ').replace(' |', '').trim()] as const,
);

it('the page about evolving contracts has a table of rules', () => {
  expect(rows.length).toBeGreaterThan(20);
});

it.each(rows)('the page gives the verdicts of the corpus on: %s', (title, verdicts) => {
  const found = CHANGES.filter(({ change }) => change === title);
  expect(found.map(({ input, answer, event, history }) => `${input} ${answer} ${event} ${history}`)).toEqual([
    verdicts,
  ]);
});
