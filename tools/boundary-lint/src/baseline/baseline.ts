import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, Unanalysable, Violation } from '../report/report.js';
import { NotAWorkspaceError } from '../workspace/config.js';
import { BASELINE_FILE, parseBaseline, readBaseline, writeBaseline, type BaselineEntry } from './baseline-file.js';

export { BASELINE_FILE, parseBaseline, readBaseline, type BaselineEntry } from './baseline-file.js';

/** Rules about the tool's own files; no baseline or exception accepts their findings. */
const NEVER = new Set(['stale-exception', 'stale-baseline', 'expired-baseline', 'baseline-grew']);

type Found = Violation | Unanalysable;
/** The key of a count. */
type Counted = Pick<BaselineEntry, 'file' | 'rule' | 'to'>;

/**
 * Takes out what the baseline lets through. If a file has more findings of a rule for one target than are counted, all of
 * them are reported: a count cannot tell the old ones from the new one. Counts that are too high, and days that are over,
 * are violations of their own.
 */
export function applyBaseline(report: Report, entries: readonly BaselineEntry[], today: string): Report {
  if (entries.length === 0) return report;
  const found = byCount(report);
  const excused = new Set<Found>();
  const notes = new Map<Found, string>();
  const about: Violation[] = [];
  for (const [key, known] of groupBy(entries, identity)) {
    const here = found.get(key) ?? [];
    const over = known.filter(({ expires }) => expires < today);
    const allowed = total(known) - total(over);
    if (here.length < total(known)) about.push(stale(known[0]!, total(known), here.length));
    if (here.length <= allowed) for (const item of here) excused.add(item);
    else if (over.length > 0) about.push(...over.map(expired));
    else
      for (const item of here)
        notes.set(item, ` This is one of ${here.length}; ${BASELINE_FILE} lets ${allowed} pass.`);
  }
  const remaining = <T extends Found>(items: readonly T[]): T[] =>
    items
      .filter((item) => !excused.has(item))
      .map((item) => ({ ...item, message: item.message + (notes.get(item) ?? '') }));
  return {
    ...report,
    violations: [...remaining(report.violations), ...about],
    unanalysable: remaining(report.unanalysable),
    letThrough: excused.size,
  };
}

/**
 * Counts that the baseline of another revision did not have, or that were given more time: it can only shrink. A file that
 * was moved takes its counts along.
 */
export function grownEntries(entries: readonly BaselineEntry[], before: readonly BaselineEntry[]): Violation[] {
  const old = groupBy(before, identity);
  const left = leftBehind(entries, before);
  return [...groupBy(entries, identity)].flatMap(([key, now]): Violation[] => {
    const then = old.get(key) ?? left.take(now);
    const [first] = now as [BaselineEntry];
    if (total(now) > total(then))
      return [
        about('baseline-grew', first, `grew from ${total(then)} to ${total(now)}. It can only shrink: mend them`),
      ];
    // The count must not get a later date.
    return lastDay(now) > lastDay(then)
      ? [about('baseline-grew', first, `was given more time, from ${lastDay(then)} to ${lastDay(now)}. Mend them`)]
      : [];
  });
}

/** Counts of files that are no longer in the baseline; a new file can take each of them once (it was moved). */
function leftBehind(
  entries: readonly BaselineEntry[],
  before: readonly BaselineEntry[],
): { take(now: readonly BaselineEntry[]): readonly BaselineEntry[] } {
  const named = new Set(entries.map(({ file }) => file));
  const known = new Set(before.map(({ file }) => file));
  const left = before.filter(({ file }) => !named.has(file));
  return {
    take(now) {
      const [{ file, rule, to }] = now as [BaselineEntry];
      if (known.has(file)) return [];
      const index = left.findIndex((entry) => entry.rule === rule && entry.to === to && entry.count >= total(now));
      return index < 0 ? [] : left.splice(index, 1);
    },
  };
}

/** Writes a first baseline for an existing code base. @throws NotAWorkspaceError if a baseline exists: it can only shrink */
export function startBaseline(root: string, report: Report, owner: string, expires: string): number {
  if (existsSync(join(root, BASELINE_FILE)))
    throw new NotAWorkspaceError(`${BASELINE_FILE} is there already and can only shrink. Use --shrink-baseline.`);
  const entries = [...byCount(report).values()].map((items) => ({
    ...countedAs(items[0]!),
    count: items.length,
    owner,
    expires,
  }));
  parseBaseline(JSON.stringify([{ owner, expires, files: {} }]));
  writeBaseline(root, entries);
  return total(entries);
}

/** Lowers counts to the current findings, and removes unused counts; returns the number of removed findings. */
export function shrinkBaseline(root: string, report: Report): number {
  const entries = readBaseline(root);
  const open = new Map([...byCount(report)].map(([key, items]) => [key, items.length]));
  // Counts with the latest date are lowered first: shrinking must not prolong the rest.
  const shrunk = [...entries]
    .sort((a, b) => (a.expires < b.expires ? -1 : 1))
    .flatMap((entry) => {
      const left = open.get(identity(entry)) ?? 0;
      const count = Math.min(entry.count, left);
      open.set(identity(entry), left - count);
      return count > 0 ? [{ ...entry, count }] : [];
    });
  writeBaseline(root, shrunk);
  return total(entries) - total(shrunk);
}

/** The findings that a baseline may count, by their key. */
function byCount({ violations, unanalysable }: Report): Map<string, Found[]> {
  const found: Found[] = [...violations.filter(({ rule }) => !NEVER.has(rule)), ...unanalysable];
  return groupBy(found, (item) => identity(countedAs(item)));
}

const countedAs = (item: Found): Counted =>
  'rule' in item
    ? { file: item.file, rule: item.rule, to: item.to || '-' }
    : { file: item.file, rule: 'unanalysable', to: item.form };

const identity = ({ file, rule, to }: Counted): string => [file, rule, to].join('\0');

const total = (entries: readonly BaselineEntry[]): number => entries.reduce((sum, { count }) => sum + count, 0);

const lastDay = (entries: readonly BaselineEntry[]): string =>
  entries
    .map(({ expires }) => expires)
    .sort()
    .at(-1) ?? '';

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const stale = (entry: BaselineEntry, counted: number, here: number): Violation =>
  about('stale-baseline', entry, `counts ${counted} where ${here} are left. Lower it, with --shrink-baseline`);

const expired = (entry: BaselineEntry): Violation =>
  about('expired-baseline', entry, `was to be gone by ${entry.expires}. ${entry.owner} has to mend it`);

const about = (rule: string, { file, to, rule: counted }: BaselineEntry, why: string): Violation => ({
  rule,
  file,
  line: 1,
  column: 1,
  from: '',
  to: counted,
  specifier: to,
  message: `${BASELINE_FILE}: ${counted} of '${to}' in ${file} ${why}.`,
});
