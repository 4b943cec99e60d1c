import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { compilerOf } from './compiler.js';

/** The workspace of this plugin. */
export const root = resolve(import.meta.dirname, '../../..');

/** Builds the commands and generators, and the linter that they ask, where their sources have changed. */
export function build() {
  execFileSync(process.execPath, [compilerOf(root), '-b', 'tools/nx-plugin', 'tools/boundary-lint'], {
    cwd: root,
    stdio: 'inherit',
  });
}
