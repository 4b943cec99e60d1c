import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** TypeScript 7, under the name that its authors give it beside version 6. */
const NATIVE = 'node_modules/@typescript/native/bin/tsc';
const TYPESCRIPT = 'node_modules/typescript/bin/tsc';

/**
 * Returns the compiler of a workspace, as a file below its root. Both versions build the same code, but each rebuilds
 * what the other one has built; so all programs use the same one.
 *
 * @param {string} root folder of the workspace
 */
export const compilerOf = (root) => (existsSync(join(root, NATIVE)) ? NATIVE : TYPESCRIPT);
