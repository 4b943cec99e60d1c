import { posix } from 'node:path';
import { GeneratorError } from '../generator-error.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

/** The parts of a package.json that generators read and write. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly name?: string };
}

/** A package of the workspace. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace by its name. */
export function readManifests(files: WorkspaceFiles): ReadonlyMap<string, WorkspacePackage> {
  const { workspaces } = JSON.parse(readText(files, 'package.json')) as { workspaces: string[] };
  const packages = new Map<string, WorkspacePackage>();
  for (const folder of workspaces.flatMap((pattern) => foldersLike(files, pattern))) {
    const manifest = JSON.parse(readText(files, `${folder}/package.json`)) as Manifest;
    packages.set(manifest.name, { folder, manifest });
  }
  return packages;
}

function foldersLike(files: WorkspaceFiles, pattern: string): string[] {
  const folders = pattern.endsWith('/*')
    ? files.children(pattern.slice(0, -2)).map((name) => posix.join(pattern.slice(0, -2), name))
    : [pattern];
  return folders.filter((folder) => files.exists(`${folder}/package.json`));
}

/**
 * The versions that the workspace asks for, so that a new package asks for the same: its own packages at their version,
 * others in the range that is used already. That is also why no new package has to be fetched for it.
 */
export function versionsIn(files: WorkspaceFiles): (names: readonly string[]) => Record<string, string> {
  const packages = readManifests(files);
  const root = JSON.parse(readText(files, 'package.json')) as Manifest;
  const ranges = new Map<string, string>();
  for (const manifest of [root, ...[...packages.values()].map((each) => each.manifest)])
    for (const [name, range] of Object.entries({ ...manifest.devDependencies, ...manifest.dependencies }))
      ranges.set(name, range);
  return (names) =>
    Object.fromEntries(
      [...names].sort().map((name) => {
        const range = packages.get(name)?.manifest.version ?? ranges.get(name);
        if (range !== undefined) return [name, range];
        throw new GeneratorError(
          'GENERATOR_LAYOUT',
          `No package of this workspace depends on ${name}, which the new one needs.`,
          `Install it first: npm install ${name}`,
        );
      }),
    );
}
