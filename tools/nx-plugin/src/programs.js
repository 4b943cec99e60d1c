import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs by their files below the root of a workspace, so that no shell has to look for them. */
export const PROGRAMS = {
  oxlint: 'node_modules/oxlint/bin/oxlint',
  vitest: 'node_modules/vitest/vitest.mjs',
  boundaryLint: 'node_modules/@multilith/boundary-lint/bin/boundary-lint.js',
  contract: 'node_modules/@multilith/contract-tools/bin/multilith-contract.js',
  extract: 'node_modules/@multilith/nx/dist/extract/cli.js',
  inline: 'node_modules/@multilith/nx/dist/inline/cli.js',
};

/** TypeScript 7, under the name that its authors give it beside version 6. */
const NATIVE = 'node_modules/@typescript/native/bin/tsc';
const TYPESCRIPT = 'node_modules/typescript/bin/tsc';

/**
 * Returns the compiler of a workspace, as a file below its root. Both versions build the same code, but each rebuilds
 * what the other one has built, so all programs have to use the same one.
 *
 * @param {string} root folder of the workspace
 */
export const compilerOf = (root) => (existsSync(join(root, NATIVE)) ? NATIVE : TYPESCRIPT);
