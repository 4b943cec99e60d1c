import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The workspace of this plugin. */
export const root = resolve(import.meta.dirname, '../../..');

/** Builds the commands and generators, and the linter that they ask, where their sources have changed. */
export function build() {
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-b', 'tools/nx-plugin', 'tools/boundary-lint'], {
    cwd: root,
    stdio: 'inherit',
  });
}
