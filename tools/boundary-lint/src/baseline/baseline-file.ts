import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotAWorkspaceError } from '../workspace/config.js';

/** A count of known findings of one rule, for one target in one file, with an owner and an expiry date. */
export interface BaselineEntry {
  readonly file: string;
  /** A rule, or `unanalysable`. */
  readonly rule: string;
  /** The target, as in `to` of a report; for a computed import its form; `-` if the finding has no target. */
  readonly to: string;
  readonly count: number;
  readonly owner: string;
  /** The last day on which the findings are accepted, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** The layout of the file: grouped by owner and date, then by file, rule and target. */
interface Group {
  readonly owner: string;
  readonly expires: string;
  readonly files: Record<string, Record<string, Record<string, number>>>;
}

/** The path of the baseline, next to the configuration. */
export const BASELINE_FILE = 'boundary-lint.baseline.json';

/** Reads the baseline; without a file it is empty. @throws NotAWorkspaceError if it is not one */
export function readBaseline(root: string): BaselineEntry[] {
  const file = join(root, BASELINE_FILE);
  return existsSync(file) ? parseBaseline(readFileSync(file, 'utf8')) : [];
}

/** @throws NotAWorkspaceError if the text is not a baseline */
export function parseBaseline(text: string): BaselineEntry[] {
  let groups: unknown;
  try {
    groups = JSON.parse(text);
  } catch (error) {
    throw new NotAWorkspaceError(`${BASELINE_FILE} is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(groups)) throw new NotAWorkspaceError(`${BASELINE_FILE} holds no list.`);
  return groups.flatMap((group: Partial<Group> | null) => {
    for (const field of ['owner', 'expires'] as const)
      if (typeof group?.[field] !== 'string' || group[field] === '')
        throw new NotAWorkspaceError(`${BASELINE_FILE}: a group has no '${field}'.`);
    const { owner, expires, files } = group as Group;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires)))
      throw new NotAWorkspaceError(`${BASELINE_FILE}: '${expires}' is no day like 2027-03-31.`);
    return countsIn(files).map((counted) => ({ ...counted, owner, expires }));
  });
}

function countsIn(files: unknown): Omit<BaselineEntry, 'owner' | 'expires'>[] {
  return entriesOf(files, `a group has no 'files'`).flatMap(([file, rules]) =>
    entriesOf(rules, `${file} names no rules`).flatMap(([rule, targets]) =>
      entriesOf(targets, `${file} has no counts of ${rule}`).map(([to, count]) => {
        if (!Number.isInteger(count) || (count as number) < 1)
          throw new NotAWorkspaceError(
            `${BASELINE_FILE}: the count of ${rule} for '${to}' in ${file} is not 1 or more.`,
          );
        return { file, rule, to, count: count as number };
      }),
    ),
  );
}

function entriesOf(value: unknown, problem: string): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new NotAWorkspaceError(`${BASELINE_FILE}: ${problem}.`);
}

/** Writes a baseline: one line per file, so that a merge touches the lines of the files that it changed. */
export function writeBaseline(root: string, entries: readonly BaselineEntry[]): void {
  writeFileSync(join(root, BASELINE_FILE), textOf(entries));
}

function textOf(entries: readonly BaselineEntry[]): string {
  const groups = new Map<string, Group>();
  for (const { file, rule, to, count, owner, expires } of entries) {
    const key = `${owner}\0${expires}`;
    const group = groups.get(key) ?? { owner, expires, files: {} };
    groups.set(key, group);
    const targets = ((group.files[file] ??= {})[rule] ??= {});
    targets[to] = (targets[to] ?? 0) + count;
  }
  const texts = [...groups.values()].map(({ owner, expires, files }) => {
    const lines = Object.keys(files)
      .sort()
      .map((file) => `      ${JSON.stringify(file)}: ${JSON.stringify(files[file])}`);
    return `  {\n    "owner": ${JSON.stringify(owner)},\n    "expires": ${JSON.stringify(expires)},\n    "files": {\n${lines.join(',\n')}\n    }\n  }`;
  });
  return texts.length === 0 ? '[]\n' : `[\n${texts.join(',\n')}\n]\n`;
}
