import { isRule, RULE_NAMES } from '../rules/names.js';
import { pathMatcher } from './glob.js';
import { NotAWorkspaceError } from './not-a-workspace.js';

/** A finding that may stay for good: it was reviewed, and the reason is written down. */
export interface FindingException {
  readonly rule: string;
  /** The file, or a glob of files or folders, as the configuration names it. */
  readonly file: string;
  /** What is reached, as a report names it in `to` or `specifier`; everything if it is not named. */
  readonly to: string | undefined;
  readonly reason: string;
  fits(path: string): boolean;
}

/** What becomes of a finding: it fails the check, is shown without failing it, or is left out. */
export type Level = 'error' | 'warn' | 'off';

/** The levels of rules in one folder. */
export interface FolderRules {
  /** The folder, or a glob of folders or files, as the configuration names it; `.` is the whole workspace. */
  readonly folder: string;
  /** By rule; `*` stands for every rule that is not named. */
  readonly levels: ReadonlyMap<string, Level>;
  fits(path: string): boolean;
}

const LEVELS: readonly unknown[] = ['error', 'warn', 'off'] satisfies Level[];

/** @throws NotAWorkspaceError if an entry is incomplete or names an unknown rule */
export function exceptionsOf(value: unknown, name: string): FindingException[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new NotAWorkspaceError(`${name}: 'exceptions' is not a list.`);
  return value.map((entry: Partial<FindingException> | null) => {
    for (const field of ['rule', 'file', 'reason'] as const)
      if (typeof entry?.[field] !== 'string' || entry[field].trim() === '')
        throw new NotAWorkspaceError(`${name}: an entry of 'exceptions' has no '${field}'.`);
    const { rule, file, to, reason } = entry as FindingException;
    if (rule === 'unanalysable')
      throw new NotAWorkspaceError(
        `${name}: an exception for a computed import belongs in 'unanalysable', with file, form and reason.`,
      );
    requireRule(rule, name);
    if (to !== undefined && typeof to !== 'string')
      throw new NotAWorkspaceError(`${name}: 'to' of an exception is not a text.`);
    return { rule, file, to, reason, fits: pathMatcher(file) };
  });
}

/** @throws NotAWorkspaceError if a rule or a level is unknown */
export function folderRulesOf(value: unknown, name: string): FolderRules[] {
  if (value === undefined) return [];
  const wrong = `${name}: 'folders' is not an object like { "src/legacy": { "public-entry": "off" } }.`;
  if (!isObject(value)) throw new NotAWorkspaceError(wrong);
  return Object.entries(value)
    .map(([folder, rules]) => {
      if (!isObject(rules)) throw new NotAWorkspaceError(wrong);
      for (const [rule, level] of Object.entries(rules)) {
        if (rule !== '*') requireRule(rule, name);
        if (!LEVELS.includes(level))
          throw new NotAWorkspaceError(`${name}: '${String(level)}' is not a level. Use off, warn or error.`);
      }
      return { folder, levels: new Map(Object.entries(rules) as [string, Level][]), fits: pathMatcher(folder) };
    })
    .sort((a, b) => a.folder.length - b.folder.length);
}

function requireRule(rule: string, name: string): void {
  if (!isRule(rule))
    throw new NotAWorkspaceError(`${name}: there is no rule '${rule}'. Use one of ${RULE_NAMES.join(', ')}.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
