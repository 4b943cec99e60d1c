import type { ObjectShape } from '@multilith/contract/lock';
import { canonical } from './canonical.js';

/**
 * Returns the fields that were renamed, old name to new name: one is gone, one is new, and both have the same schema.
 *
 * Where names are not alike, a field counts as renamed only if no other one could be meant, and an optional field only if
 * it is the only change, because two unrelated texts may come and go in one change.
 */
export function renamedFields(before: ObjectShape, after: ObjectShape): ReadonlyMap<string, string> {
  const gone = Object.keys(before.fields).filter((name) => !Object.hasOwn(after.fields, name));
  const come = Object.keys(after.fields).filter((name) => !Object.hasOwn(before.fields, name));
  const pairs = gone.flatMap((from) =>
    come
      .filter((to) => canonical(before.fields[from]) === canonical(after.fields[to]))
      .map((to) => ({ from, to, likeness: likeness(from, to) })),
  );
  const isOnly = gone.length === 1 && come.length === 1;
  const renames = new Map<string, string>();
  const isTaken = ({ from, to }: (typeof pairs)[number]): boolean =>
    renames.has(from) || [...renames.values()].includes(to);
  for (const pair of pairs.sort((a, b) => b.likeness - a.likeness)) {
    if (isTaken(pair)) continue;
    const { from, to } = pair;
    const couldBeOther = pairs.some(
      (other) => other !== pair && !isTaken(other) && (other.from === from || other.to === to),
    );
    const isClear = before.fields[from]!.optional ? isOnly : !couldBeOther;
    if (pair.likeness >= 0.5 || isClear) renames.set(from, to);
  }
  return renames;
}

/** How alike two names are, from 0 to 1: common words, or few edits. */
function likeness(a: string, b: string): number {
  const [ours, theirs] = [wordsOf(a), wordsOf(b)];
  const common = ours.filter((word) => theirs.includes(word)).length / Math.max(ours.length, theirs.length);
  return Math.max(common, 1 - edits(a.toLowerCase(), b.toLowerCase()) / Math.max(a.length, b.length));
}

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]+/);

/** The number of characters to insert, remove or replace (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
