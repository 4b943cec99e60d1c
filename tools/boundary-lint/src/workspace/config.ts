import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { exceptionsOf, folderRulesOf, type FindingException, type FolderRules } from './config-rules.js';
import { NotAWorkspaceError } from './not-a-workspace.js';
import type { UnitKind } from './unit.js';

export { NotAWorkspaceError } from './not-a-workspace.js';
export type { FindingException, FolderRules, Level } from './config-rules.js';

/** A place for units: every folder (or file) that the glob matches is one. */
export interface Place {
  readonly glob: string;
  readonly kind: UnitKind;
}

/** A computed import that people have looked at and allow. One entry allows one import. */
export interface Exception {
  readonly file: string;
  readonly form: string;
  /** Why it cannot be written as a string, and why it crosses no boundary. */
  readonly reason: string;
}

/** What `boundary-lint.json` (or `--config`) says. */
export interface Config {
  /** As messages name the file. */
  readonly name: string;
  readonly places: readonly Place[];
  /** Whether the layout is the one the tool knows by itself. */
  readonly house: boolean;
  readonly unanalysable: readonly Exception[];
  /** Findings that may stay for good. */
  readonly exceptions: readonly FindingException[];
  /** Folders in which some rules only warn, or are off; the longest glob last. */
  readonly folders: readonly FolderRules[];
  /** Whether shared code may be imported by any path, not only by what its package.json exports. */
  readonly deepImportsOfShared: boolean;
  /** Which circles of files inside a package are findings of `no-cycles`; default: all. */
  readonly fileCycles: FileCycles;
  /** Words of one application (its name, say), which platform, tools and shared code do not use. */
  readonly applicationWords: readonly string[];
}

/** Every circle, only those that remain once types are dropped, or none. */
export type FileCycles = 'all' | 'values' | 'off';

/** The layout the tool knows by itself. Where two match, the longer folder counts. */
const HOUSE: readonly Place[] = [
  { glob: 'libs/modules/*', kind: 'module' },
  { glob: 'libs/contracts/*', kind: 'contract' },
  { glob: 'libs/platform/*', kind: 'platform' },
  { glob: 'apps/extracted/*', kind: 'app' },
  { glob: 'apps/*', kind: 'app' },
  { glob: 'tools/*', kind: 'tool' },
  { glob: 'bench', kind: 'bench' },
  { glob: 'examples/*', kind: 'app' },
];
const KEYS = { contexts: 'module', contracts: 'contract', shared: 'shared', apps: 'app' } as const;
const OTHER_KEYS = [
  'unanalysable',
  'exceptions',
  'folders',
  'deepImportsOfShared',
  'fileCycles',
  'applicationWords',
  '$schema',
];
const FILE_CYCLES: readonly unknown[] = ['all', 'values', 'off'] satisfies FileCycles[];
const DEFAULT_FILE = 'boundary-lint.json';

/**
 * Reads the configuration: `boundary-lint.json` at the root, or the file that was named. Without `contexts` in it the
 * layout is the one of the house.
 * @throws NotAWorkspaceError when a named file is missing, is no JSON or has unknown keys
 */
export function readConfig(root: string, file?: string): Config {
  const path = file === undefined ? join(root, DEFAULT_FILE) : isAbsolute(file) ? file : join(root, file);
  const found = existsSync(path) ? path : file !== undefined && existsSync(file) ? file : undefined;
  if (found === undefined) {
    if (file !== undefined) throw new NotAWorkspaceError(`there is no configuration ${file}.`);
    return {
      name: DEFAULT_FILE,
      places: HOUSE,
      house: true,
      unanalysable: [],
      exceptions: [],
      folders: [],
      deepImportsOfShared: false,
      fileCycles: 'all',
      applicationWords: [],
    };
  }
  const name = file ?? DEFAULT_FILE;
  const json = parseConfig(readFileSync(found, 'utf8'), name);
  const known = new Set([...Object.keys(KEYS), ...OTHER_KEYS]);
  for (const key of Object.keys(json))
    if (!known.has(key))
      throw new NotAWorkspaceError(`${name}: '${key}' is no key of it. There are ${[...known].join(', ')}.`);
  const places = (Object.keys(KEYS) as (keyof typeof KEYS)[]).flatMap((key) =>
    globsOf(json[key], `${name}: '${key}'`).map((glob) => ({ glob, kind: KEYS[key] })),
  );
  if (places.length > 0 && !places.some(({ kind }) => kind === 'module'))
    throw new NotAWorkspaceError(
      `${name}: 'contexts' is missing. Without it the layout of libs/ is used: name no other.`,
    );
  const house = places.length === 0;
  const { deepImportsOfShared = false, fileCycles = 'all' } = json;
  if (typeof deepImportsOfShared !== 'boolean')
    throw new NotAWorkspaceError(`${name}: 'deepImportsOfShared' is true or false.`);
  if (!FILE_CYCLES.includes(fileCycles)) throw new NotAWorkspaceError(`${name}: 'fileCycles' is all, values or off.`);
  return {
    name,
    places: house ? HOUSE : places,
    house,
    unanalysable: computedImportsOf(json.unanalysable, name),
    exceptions: exceptionsOf(json.exceptions, name),
    folders: folderRulesOf(json.folders, name),
    deepImportsOfShared,
    fileCycles: fileCycles as FileCycles,
    applicationWords: wordsOf(json.applicationWords, name),
  };
}

function parseConfig(text: string, name: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch (error) {
    throw new NotAWorkspaceError(`${name} is no JSON: ${(error as Error).message}`);
  }
  throw new NotAWorkspaceError(`${name} holds no object.`);
}

function globsOf(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  const globs = Array.isArray(value) ? value : [value];
  return globs.map((glob) => {
    if (typeof glob !== 'string' || glob === '') throw new NotAWorkspaceError(`${what} is no list of globs.`);
    return glob.replace(/^\.\//, '').replace(/\/+$/, '');
  });
}

function wordsOf(value: unknown, name: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((word) => typeof word === 'string' && /\S/.test(word)))
    throw new NotAWorkspaceError(`${name}: 'applicationWords' is not a list of words.`);
  return value as string[];
}

function computedImportsOf(value: unknown, name: string): Exception[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new NotAWorkspaceError(`${name}: 'unanalysable' is no list.`);
  return value.map((entry: Partial<Exception> | null) => {
    for (const field of ['file', 'form', 'reason'] as const)
      if (typeof entry?.[field] !== 'string' || entry[field] === '')
        throw new NotAWorkspaceError(`${name}: an entry of 'unanalysable' has no '${field}'.`);
    return entry as Exception;
  });
}
