import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MultilithError } from '@multilith/contract';

/** The compilers that a workspace may have; TypeScript 7 first, because each rebuilds what the other one has built. */
const COMPILERS = ['node_modules/@typescript/native/bin/tsc', 'node_modules/typescript/bin/tsc'];

/**
 * Builds packages and what they depend on.
 *
 * @param how `true`: with the TypeScript compiler of the workspace; a text: with `node <program> <folder>`
 * @throws MultilithError CONTRACT_NOT_LOADABLE; the compiler has printed why
 */
export function buildPackages(root: string, folders: readonly string[], how: boolean | string): void {
  const typed = folders.filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
  if (how === false || typed.length === 0) return;
  if (typeof how === 'string') for (const folder of typed) run(root, [how, folder]);
  else run(root, [compilerOf(root), '-b', ...typed]);
}

function compilerOf(root: string): string {
  const compiler = COMPILERS.find((path) => existsSync(join(root, path)));
  if (compiler !== undefined) return compiler;
  throw new MultilithError(
    'CONTRACT_NOT_LOADABLE',
    'This workspace has no TypeScript compiler, so its contracts cannot be built.',
    'Install typescript, or build the packages first and give `--no-build`.',
  );
}

function run(root: string, [program, ...args]: readonly [string, ...string[]]): void {
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  throw new MultilithError(
    'CONTRACT_NOT_LOADABLE',
    `${args.filter((arg) => arg !== '-b').join(', ')} could not be built.`,
    'Correct what the compiler says above.',
  );
}
