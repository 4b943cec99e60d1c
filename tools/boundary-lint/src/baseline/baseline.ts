import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, Unanalysable, Violation } from '../report/report.js';
import { NotAWorkspaceError } from '../workspace/config.js';

/** A violation that is known, owned and to be gone by a day. */
export interface BaselineEntry {
  /** A rule, or `unanalysable`. */
  readonly rule: string;
  readonly file: string;
  /** What is imported; the form where that is computed. */
  readonly what: string;
  readonly owner: string;
  /** Last day on which it is let through, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Where the baseline is kept, beside the configuration. */
export const BASELINE_FILE = 'boundary-lint.baseline.json';

/** Rules about the tool's own files: nothing can excuse them. */
const NEVER = new Set(['stale-exception', 'stale-baseline', 'expired-baseline', 'baseline-grew']);

/** Reads the baseline; none is an empty one. @throws NotAWorkspaceError when an entry is incomplete */
export function readBaseline(root: string): BaselineEntry[] {
  const file = join(root, BASELINE_FILE);
  return existsSync(file) ? parseBaseline(readFileSync(file, 'utf8')) : [];
}

/** @throws NotAWorkspaceError when the text is no baseline */
export function parseBaseline(text: string): BaselineEntry[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (error) {
    throw new NotAWorkspaceError(`${BASELINE_FILE} is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(entries)) throw new NotAWorkspaceError(`${BASELINE_FILE} holds no list.`);
  return entries.map((entry: Partial<BaselineEntry> | null) => {
    for (const field of ['rule', 'file', 'what', 'owner', 'expires'] as const)
      if (typeof entry?.[field] !== 'string' || entry[field] === '')
        throw new NotAWorkspaceError(`${BASELINE_FILE}: an entry has no '${field}'.`);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(entry!.expires!) || Number.isNaN(Date.parse(entry!.expires!)))
      throw new NotAWorkspaceError(`${BASELINE_FILE}: '${entry!.expires}' is no day like 2027-03-31.`);
    return entry as BaselineEntry;
  });
}

/** Takes out what the baseline lets through. An entry lets one violation through; expired and needless ones are violations. */
export function applyBaseline(report: Report, entries: readonly BaselineEntry[], today: string): Report {
  const open = [...entries];
  const expired: Violation[] = [];
  const isLetThrough = (found: Omit<BaselineEntry, 'owner' | 'expires'>): boolean => {
    const index = open.findIndex(
      ({ rule, file, what }) => rule === found.rule && file === found.file && what === found.what,
    );
    if (index < 0) return false;
    const [entry] = open.splice(index, 1);
    if (entry!.expires >= today) return true;
    expired.push(
      about('expired-baseline', entry!, `was to be gone by ${entry!.expires}. ${entry!.owner} has to mend it`),
    );
    return false;
  };
  const violations = report.violations.filter((found) => NEVER.has(found.rule) || !isLetThrough(keyOf(found)));
  const unanalysable = report.unanalysable.filter((found) => !isLetThrough(keyOfUnanalysable(found)));
  const stale = open.map((entry) =>
    about('stale-baseline', entry, 'is not found any more. Remove the entry, with --shrink-baseline'),
  );
  return { ...report, violations: [...violations, ...expired, ...stale], unanalysable };
}

/** Entries that the baseline of another revision did not have: it can only shrink. */
export function grownEntries(entries: readonly BaselineEntry[], before: readonly BaselineEntry[]): Violation[] {
  const known = before.map(identity);
  return entries
    .filter((entry) => {
      const index = known.indexOf(identity(entry));
      if (index >= 0) known.splice(index, 1);
      return index < 0;
    })
    .map((entry) =>
      about('baseline-grew', entry, 'was added, or given more time. The baseline can only shrink: mend it'),
    );
}

/** Writes a first baseline for an old code base. @throws NotAWorkspaceError when there is one: it can only shrink */
export function startBaseline(root: string, report: Report, owner: string, expires: string): number {
  if (existsSync(join(root, BASELINE_FILE)))
    throw new NotAWorkspaceError(`${BASELINE_FILE} is there already and can only shrink. Use --shrink-baseline.`);
  const found = [
    ...report.violations.filter(({ rule }) => !NEVER.has(rule)).map(keyOf),
    ...report.unanalysable.map(keyOfUnanalysable),
  ];
  const entries = found.map((key) => ({ ...key, owner, expires }));
  parseBaseline(JSON.stringify(entries));
  write(root, entries);
  return entries.length;
}

/** Removes the entries that nothing needs any more; returns how many. */
export function shrinkBaseline(root: string, report: Report, today: string): number {
  const entries = readBaseline(root);
  const gone = applyBaseline(report, entries, today).violations.filter(({ rule }) => rule === 'stale-baseline');
  const remaining = [...entries];
  for (const { file, specifier, to } of gone) {
    const index = remaining.findIndex((entry) => entry.file === file && entry.what === specifier && entry.rule === to);
    if (index >= 0) remaining.splice(index, 1);
  }
  write(root, remaining);
  return entries.length - remaining.length;
}

const write = (root: string, entries: readonly BaselineEntry[]): void =>
  writeFileSync(join(root, BASELINE_FILE), `${JSON.stringify(entries, undefined, 2)}\n`);

const identity = ({ rule, file, what, expires }: BaselineEntry): string => [rule, file, what, expires].join('\0');

const keyOf = ({ rule, file, specifier, to }: Violation): Omit<BaselineEntry, 'owner' | 'expires'> => ({
  rule,
  file,
  what: specifier || to || '-',
});

const keyOfUnanalysable = ({ file, form }: Unanalysable): Omit<BaselineEntry, 'owner' | 'expires'> => ({
  rule: 'unanalysable',
  file,
  what: form,
});

const about = (rule: string, { file, what, rule: known }: BaselineEntry, why: string): Violation => ({
  rule,
  file,
  line: 1,
  column: 1,
  from: '',
  to: known,
  specifier: what,
  message: `${BASELINE_FILE}: ${known} of '${what}' in ${file} ${why}.`,
});
