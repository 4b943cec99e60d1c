// Where this package is, for what Nx loads before anything is built.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The folder of this package: in node_modules, or in the workspace that it is developed in. */
export const ownFolder = resolve(import.meta.dirname, '..');

/** Whether this package is used from its sources, and so has to be built first. What npm packs has no tsconfig.json. */
export const isFromSources = existsSync(resolve(ownFolder, 'tsconfig.json'));
