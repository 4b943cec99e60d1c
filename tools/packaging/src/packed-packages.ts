import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** What is read of a package.json. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A package and what npm would put into its tarball. */
export interface PackedPackage {
  /** Relative to the workspace, such as `libs/platform/runtime`. */
  readonly folder: string;
  readonly manifest: PublishedManifest;
  /** Contents by path in the package, such as `dist/index.js`. */
  readonly files: ReadonlyMap<string, Buffer>;
}

interface PackReport {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** Returns the folders of the packages that are published: those whose package.json does not say `private`. */
export function publishedFolders(): readonly string[] {
  return ['libs/platform', 'tools']
    .flatMap((parent) => readdirSync(join(WORKSPACE, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(WORKSPACE, folder, 'package.json')) && !manifestIn(folder).private);
}

/**
 * Asks npm once what it would pack of every published package as it is built now. `prepack` does not run. Output of
 * sources that were moved or deleted is left out: tsc leaves it in `dist`, and a release is built from a fresh clone.
 */
export async function packedPackages(): Promise<readonly PackedPackage[]> {
  const folders = publishedFolders();
  const workspaces = folders.map((folder) => `--workspace=${folder}`);
  const printed = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces], WORKSPACE);
  const reports = JSON.parse(printed) as readonly PackReport[];
  return folders.map((folder) => {
    const manifest = manifestIn(folder);
    const report = reports.find(({ name }) => name === manifest.name);
    if (report === undefined) throw new Error(`npm pack says nothing of ${manifest.name}: ${printed}`);
    const paths = report.files.map(({ path }) => path).filter((path) => !isLeftOver(folder, path));
    return {
      folder,
      manifest,
      files: new Map(paths.map((path) => [path, readFileSync(join(WORKSPACE, folder, path))])),
    };
  });
}

function isLeftOver(folder: string, path: string): boolean {
  const [, source] = /^dist\/(.+?)(?:\.d)?\.(?:ts|js)(?:\.map)?$/.exec(path) ?? [];
  return source !== undefined && !existsSync(join(WORKSPACE, folder, 'src', `${source}.ts`));
}

const manifestIn = (folder: string): PublishedManifest =>
  JSON.parse(readFileSync(join(WORKSPACE, folder, 'package.json'), 'utf8')) as PublishedManifest;
