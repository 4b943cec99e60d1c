import type { Change } from './changes.js';

/** Lines around a change that are shown. */
const AROUND = 2;

/** What a change does, in one line. */
export function summary({ path, before, after }: Change): string {
  return `${before === undefined ? 'create' : after === undefined ? 'remove' : 'change'}  ${path}`;
}

/** A change with every line that comes or goes, for `--dry-run`. */
export function inFull(change: Change): string {
  const { before = '', after = '' } = change;
  const [old, young] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, young.length);
  let head = 0;
  while (head < most && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  return [
    summary(change),
    ...old.slice(Math.max(0, head - AROUND), head).map((line) => `    ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `  - ${line}`),
    ...young.slice(head, young.length - tail).map((line) => `  + ${line}`),
    ...old.slice(old.length - tail, old.length - tail + AROUND).map((line) => `    ${line}`),
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
