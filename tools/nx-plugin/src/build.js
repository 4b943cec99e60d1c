import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isFromSources, ownFolder } from './own-package.js';
import { compilerOf } from './programs.js';

/**
 * Builds the commands and generators, and the linter that they ask, where their sources have changed. An installed
 * package is built already.
 */
export function build() {
  if (!isFromSources) return;
  const root = resolve(ownFolder, '../..');
  execFileSync(process.execPath, [compilerOf(root), '-b', ownFolder, resolve(ownFolder, '../boundary-lint')], {
    cwd: root,
    stdio: 'inherit',
  });
}
