import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isFromSources, ownFolder } from './own-package.js';

const ROOT = resolve(ownFolder, '../..');

/**
 * Builds the commands and generators, and the linter that they ask, if their sources have changed. An installed package is
 * already built. The script waits for other builds of the workspace: two compilers must not write the same files.
 */
export function build() {
  if (!isFromSources) return;
  execFileSync(process.execPath, ['tools/dev/build-project.mjs', '--only', 'tools/nx-plugin', 'tools/boundary-lint'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
