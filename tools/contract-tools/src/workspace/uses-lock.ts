import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_FILE } from './without-lock.js';

/** Whether a source of the package names its lock. */
export function usesLock(root: string, folder: string): boolean {
  const sources = join(root, folder, 'src');
  if (!existsSync(sources)) return false;
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .some((path) => readFileSync(join(sources, path), 'utf8').includes(`/${LOCK_FILE}'`));
}
