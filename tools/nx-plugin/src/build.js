import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isFromSources, ownFolder } from './own-package.js';

/**
 * Builds the commands and generators, and the linter that they ask, where their sources have changed. An installed
 * package is built already.
 */
export function build() {
  if (!isFromSources) return;
  const root = resolve(ownFolder, '../..');
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-b', ownFolder, resolve(ownFolder, '../boundary-lint')], {
    cwd: root,
    stdio: 'inherit',
  });
}
