import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlacementError } from './placement-error.js';

/** One file that is to be different. */
export interface Change {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  /** `undefined`: there is no such file. */
  readonly before: string | undefined;
  /** `undefined`: the file is removed. */
  readonly after: string | undefined;
}

/** Options of a change: the root, and folders whose leftovers (build output) are removed with their last file. */
export interface Application {
  readonly root: string;
  readonly changes: readonly Change[];
  readonly removedFolder?: string | undefined;
}

/**
 * Makes all changes, in order, or none. New texts are written beside their files first, so that what is left to do are
 * renames; should one of them fail, those before it are taken back.
 *
 * @throws PlacementError PLACEMENT_WRITE_FAILED, also when a file is no longer what the changes were made for
 */
export function applyChanges({ root, changes, removedFolder }: Application): void {
  const stale = changes.find(({ path, before }) => textOf(root, path) !== before);
  if (stale) throw failed(`${stale.path} has changed in the meantime`);
  const prepared: string[] = [];
  const done: Change[] = [];
  const createdFolders: string[] = [];
  try {
    for (const { path, after } of changes)
      if (after !== undefined) {
        makeFolder(join(root, dirname(path)), createdFolders);
        writeFileSync(temporary(root, path), after);
        prepared.push(temporary(root, path));
      }
    for (const change of changes) {
      if (change.after === undefined) rmSync(join(root, change.path));
      else renameSync(temporary(root, change.path), join(root, change.path));
      done.push(change);
    }
  } catch (error) {
    for (const file of prepared) rmSync(file, { force: true });
    for (const change of done.reverse()) takeBack(root, change);
    for (const folder of createdFolders.reverse()) rmSync(folder, { recursive: true, force: true });
    throw failed((error as Error).message, error);
  }
  if (removedFolder !== undefined) rmSync(join(root, removedFolder), { recursive: true, force: true });
}

/** Names of files in a folder that a person may have put there, relative to the workspace. */
export function filesIn(root: string, folder: string): string[] {
  const walk = (path: string): string[] =>
    readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
      if (BUILT.has(entry.name)) return [];
      return entry.isDirectory() ? walk(`${path}/${entry.name}`) : [`${path}/${entry.name}`];
    });
  return existsSync(join(root, folder)) ? walk(folder).sort() : [];
}

/** What builds and tools leave, and no repository keeps. */
const BUILT = new Set(['dist', 'node_modules', '.nx', 'coverage']);

/** Returns the text of a file; `undefined` if the file does not exist. */
export function textOf(root: string, path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const temporary = (root: string, path: string): string => join(root, `${path}.${process.pid}.tmp`);

function makeFolder(folder: string, created: string[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), created);
  mkdirSync(folder);
  created.push(folder);
}

function takeBack(root: string, { path, before }: Change): void {
  if (before === undefined) rmSync(join(root, path), { force: true });
  else {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), before);
  }
}

const failed = (detail: string, cause?: unknown): PlacementError =>
  new PlacementError(
    'PLACEMENT_WRITE_FAILED',
    `The files could not be written: ${detail}. Everything is as it was before.`,
    'Mend that, then try again.',
    { cause },
  );
