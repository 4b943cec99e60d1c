import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockPath } from '../workspace/read-locks.js';
import { LOCK_FILE } from '../workspace/without-lock.js';

/** Whether a source of the package names its lock. */
export function usesLock(root: string, folder: string): boolean {
  const sources = join(root, folder, 'src');
  if (!existsSync(sources)) return false;
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .some((path) => readFileSync(join(sources, path), 'utf8').includes(`/${LOCK_FILE}'`));
}

/** The paths of locks that are imported but missing, or that are not JSON, as after a merge. */
export const missingLocks = (root: string, folders: readonly string[]): string[] =>
  folders
    .filter((folder) => usesLock(root, folder))
    .map(lockPath)
    .filter((path) => !isJson(join(root, path)));

/** Writes a lock without entries, which is enough to build the package. */
export function writeStub(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '{ "format": 1 }\n');
}

function isJson(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
