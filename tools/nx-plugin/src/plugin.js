// Nx loads this file as it is, before anything is built, so it is JavaScript with type comments.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { isFromSources } from './own-package.js';
import { Targets } from './targets.js';
import { refuseUnknownContext } from './unknown-context.js';

/** The file that marks the root of a workspace. */
const ROOT_FILE = 'topology.json';

/**
 * Gives every package of the workspace its targets, so that adding one needs no Nx configuration but its name
 * (`nx.name` in its package.json). The host of an extracted context has no package.json: its tsconfig.json marks it. The
 * root is a project as well, `workspace`: it has what looks at all projects.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  `{${ROOT_FILE},**/package.json,apps/extracted/*/tsconfig.json}`,
  (files, options, { workspaceRoot }) => {
    refuseUnknownContext(process.argv, workspaceRoot);
    const targets = new Targets(workspaceRoot, options ?? {});
    const isPackage = packagesOf(workspaceRoot);
    return files.flatMap((file) => {
      const folder = dirname(file);
      if (file === ROOT_FILE) return [node(file, folder, { name: 'workspace', targets: targets.ofWorkspace() })];
      if (file.endsWith('tsconfig.json')) return [node(file, folder, host(folder, targets))];
      return isPackage(folder) ? [node(file, folder, { targets: targets.ofProject(folder) })] : [];
    });
  },
];

const node = (file, folder, project) => [file, { projects: { [folder]: project } }];

/**
 * Whether a folder is a package of the workspace: one that the list of workspaces in the root's package.json names.
 *
 * @param {string} workspaceRoot
 */
function packagesOf(workspaceRoot) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8'));
  const patterns = workspaces.map((pattern) => posix.normalize(pattern).replace(/\/$/, '').split('/'));
  return (folder) => {
    const steps = folder.split('/');
    return patterns.some(
      (pattern) =>
        pattern.length === steps.length && pattern.every((step, index) => step === '*' || step === steps[index]),
    );
  };
}

/** Nx reads dependencies off a package.json; those of a host follow from its context. */
function host(folder, targets) {
  const context = basename(folder);
  return {
    name: `host-${context}`,
    projectType: 'application',
    targets: targets.ofProject(folder),
    implicitDependencies: [context, ...(isFromSources ? ['platform-host'] : [])],
  };
}
