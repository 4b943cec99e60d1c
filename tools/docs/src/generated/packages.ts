import { dirname } from 'node:path';
import { readWorkspaceFile, workspaceFiles } from '../workspace-files.js';

/** A package of the workspace, as its package.json describes it. */
export interface WorkspacePackage {
  /** Like `@multilith/runtime`. */
  readonly name: string;
  /** Relative to the root, like `libs/platform/runtime`. */
  readonly folder: string;
  readonly description: string;
  /** Names of the packages of the workspace that it needs at run time, in order. */
  readonly needs: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const MANIFEST = /^(?:apps|libs|tools)\/(?!.*\/test\/).*\/package\.json$/;

/** Returns the packages below apps, libs and tools, in the order of their folders. */
export function workspacePackages(): WorkspacePackage[] {
  const manifests = workspaceFiles(MANIFEST)
    .sort()
    .map((path) => [dirname(path), JSON.parse(readWorkspaceFile(path)) as Manifest] as const);
  const names = new Set(manifests.map(([, { name }]) => name));
  return manifests.map(([folder, { name, description = '', dependencies, peerDependencies }]) => ({
    name,
    folder,
    description,
    needs: Object.keys({ ...dependencies, ...peerDependencies })
      .filter((needed) => names.has(needed))
      .sort(),
  }));
}

/** Whether a package is part of the product, not of the reference application. */
export const isProduct = ({ name }: WorkspacePackage): boolean => name.startsWith('@multilith/');
