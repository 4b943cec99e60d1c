// Nx loads this file as it is, before anything is built, so it is JavaScript with type comments.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { placementTargets, targetsOf, workspaceTargets } from './targets.js';
import { refuseUnknownContext } from './unknown-context.js';

/** The file by which the root of a workspace is known. */
const ROOT_FILE = 'boundary-lint.json';

/**
 * Gives every package of the workspace its targets, so that adding one needs no Nx configuration but its name
 * (`nx.name` in its package.json; `npm run workspace` writes it). The host of an extracted context has no package.json:
 * it is known by its tsconfig.json. The root is a project as well, `workspace`: it has what looks at all of them.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  `{${ROOT_FILE},{libs,apps,tools,bench,examples}/**/package.json,apps/extracted/*/tsconfig.json}`,
  (files, _options, { workspaceRoot }) => {
    refuseUnknownContext(process.argv, workspaceRoot);
    return files.map((file) => {
      const folder = dirname(file);
      return [file, { projects: { [folder]: projectOf(file, folder, workspaceRoot) } }];
    });
  },
];

function projectOf(file, folder, workspaceRoot) {
  if (file === ROOT_FILE) return { name: 'workspace', targets: workspaceTargets() };
  return file.endsWith('tsconfig.json') ? host(folder) : packaged(folder, workspaceRoot);
}

function packaged(folder, workspaceRoot) {
  const typed = existsSync(join(workspaceRoot, folder, 'tsconfig.json'));
  const targets = targetsOf(folder, typed);
  return { targets: folder.startsWith('libs/modules/') ? { ...targets, ...placementTargets() } : targets };
}

/** Nx reads dependencies off a package.json; those of a host are known. */
function host(folder) {
  const context = basename(folder);
  return {
    name: `host-${context}`,
    projectType: 'application',
    targets: targetsOf(folder, true),
    implicitDependencies: [context, 'platform-host'],
  };
}
