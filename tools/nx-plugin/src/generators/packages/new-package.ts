import { posix } from 'node:path';
import { readText, type WorkspaceFiles } from '../workspace-files.js';
import { lockPackage } from './lockfile.js';
import { readManifests, versionsIn, type Manifest } from './manifests.js';

/** A package to be. */
export interface NewPackage {
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  /** Name of the Nx project. */
  readonly project: string;
  /** Entries by their path, like `.`, and the source file below `src` without its ending. */
  readonly entries: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  readonly devDependencies?: readonly string[];
  /** JSON files that its sources import, below its folder. */
  readonly json?: readonly string[];
  readonly sideEffects?: false;
}

/** Writes package.json and tsconfig.json of a package, and its lines in package-lock.json and in the root tsconfig. */
export function writePackage(files: WorkspaceFiles, wanted: NewPackage): void {
  const { folder, name, description, project, entries, dependencies, devDependencies } = wanted;
  const versions = versionsIn(files);
  const { version, license } = JSON.parse(readText(files, 'package.json')) as Manifest;
  const manifest = {
    name,
    version,
    description,
    private: true,
    license,
    type: 'module',
    ...(wanted.sideEffects === false && { sideEffects: false }),
    exports: Object.fromEntries(Object.entries(entries).map(([path, source]) => [path, entry(source)])),
    dependencies: versions(dependencies),
    ...(devDependencies && { devDependencies: versions(devDependencies) }),
    nx: { name: project },
  };
  writeJson(files, `${folder}/package.json`, manifest);
  writeJson(files, `${folder}/tsconfig.json`, {
    extends: `${posix.relative(folder, '')}/tsconfig.base.json`,
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src', ...(wanted.json ?? [])],
    exclude: ['src/**/*.spec.ts', 'src/**/*.test-d.ts'],
    references: [],
  });
  refer(files, folder);
  addReference(files, 'tsconfig.json', folder);
  lockPackage(files, folder, manifest as Manifest);
}

/** Adds a dependency on another package of the workspace: to package.json, the project references and the lockfile. */
export function addDependency(files: WorkspaceFiles, folder: string, name: string): void {
  const path = `${folder}/package.json`;
  const manifest = JSON.parse(readText(files, path)) as Manifest;
  if (manifest.dependencies?.[name] !== undefined) return;
  const { [name]: _, ...devDependencies } = manifest.devDependencies ?? {};
  const changed = {
    ...manifest,
    dependencies: sorted({ ...manifest.dependencies, ...versionsIn(files)([name]) }),
    ...(manifest.devDependencies && { devDependencies }),
  };
  writeJson(files, path, changed);
  refer(files, folder);
  lockPackage(files, folder, changed);
}

/** Lets a package be imported by one more path. */
export function addEntry(files: WorkspaceFiles, folder: string, path: string, source: string): void {
  const manifest = JSON.parse(readText(files, `${folder}/package.json`)) as Manifest & { readonly exports: object };
  writeJson(files, `${folder}/package.json`, { ...manifest, exports: { ...manifest.exports, [path]: entry(source) } });
}

/** Project references follow the dependencies; `npm run workspace` holds the same. */
function refer(files: WorkspaceFiles, folder: string): void {
  const packages = readManifests(files);
  const { dependencies } = JSON.parse(readText(files, `${folder}/package.json`)) as Manifest;
  for (const name of Object.keys(dependencies ?? {})) {
    const target = packages.get(name)?.folder;
    if (target !== undefined && files.exists(`${target}/tsconfig.json`))
      addReference(files, `${folder}/tsconfig.json`, posix.relative(folder, target));
  }
}

function addReference(files: WorkspaceFiles, path: string, to: string): void {
  const config = JSON.parse(readText(files, path)) as { references?: { path: string }[] };
  const paths = new Set([...(config.references ?? []).map((reference) => reference.path), to]);
  writeJson(files, path, { ...config, references: [...paths].sort().map((reference) => ({ path: reference })) });
}

const entry = (source: string): object => ({
  '@multilith/source': `./src/${source}.ts`,
  types: `./dist/${source}.d.ts`,
  default: `./dist/${source}.js`,
});

const sorted = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const writeJson = (files: WorkspaceFiles, path: string, value: object): void =>
  files.write(path, `${JSON.stringify(value, undefined, 2)}\n`);
