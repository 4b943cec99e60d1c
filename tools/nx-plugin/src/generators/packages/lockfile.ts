import { readText, type WorkspaceFiles } from '../workspace-files.js';
import type { Manifest } from './manifests.js';

const LOCKFILE = 'package-lock.json';

interface Lockfile {
  readonly packages: Record<string, object>;
}

/**
 * Writes what package-lock.json says of a workspace package, as npm would: its dependencies, and the link to it. A
 * generated package asks for nothing that is not locked already, so nothing has to be resolved, and nothing else moves
 * as it could by an `npm install`.
 */
export function lockPackage(files: WorkspaceFiles, folder: string, manifest: Manifest): void {
  const lockfile = JSON.parse(readText(files, LOCKFILE)) as Lockfile;
  const { name, version, license, dependencies, devDependencies, peerDependencies } = manifest;
  const packages = {
    ...lockfile.packages,
    [folder]: { name, version, license, dependencies, devDependencies, peerDependencies },
    [`node_modules/${name}`]: { resolved: folder, link: true },
  };
  const inOrder = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  files.write(LOCKFILE, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(inOrder) }, undefined, 2)}\n`);
}
