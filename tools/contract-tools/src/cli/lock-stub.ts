import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockPath } from '../workspace/read-locks.js';
import { usesLock } from '../workspace/uses-lock.js';

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
