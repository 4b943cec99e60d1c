// Nx loads this file as it is, before anything is built, so it is JavaScript with type comments.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { targetsOf } from './targets.js';

/**
 * Gives every package of the workspace its targets, so that adding one needs no Nx configuration but its name
 * (`nx.name` in its package.json; `npm run workspace` writes it).
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '{libs,apps,tools,bench}/**/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const folder = dirname(file);
      const typed = existsSync(join(workspaceRoot, folder, 'tsconfig.json'));
      return [file, { projects: { [folder]: { targets: targetsOf(typed) } } }];
    }),
];
