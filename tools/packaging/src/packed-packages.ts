import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages, type PublishedPackage } from '../src/published-packages.mjs';
import { run } from './run.js';

/** A published package and what npm would put into its tarball. */
export interface PackedPackage extends PublishedPackage {
  /** Contents by path in the package, such as `dist/index.js`. */
  readonly files: ReadonlyMap<string, Buffer>;
}

interface PackReport {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Asks npm once what it would pack of every published package as it is built now. `prepack` does not run. Output of
 * sources that were moved or deleted is left out: tsc leaves it in `dist`, and a release is built from a fresh clone.
 */
export async function packedPackages(): Promise<readonly PackedPackage[]> {
  const published = publishedPackages();
  const workspaces = published.map(({ folder }) => `--workspace=${folder}`);
  const printed = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces], WORKSPACE);
  const reports = JSON.parse(printed) as readonly PackReport[];
  return published.map(({ folder, manifest }) => {
    const report = reports.find(({ name }) => name === manifest.name);
    if (report === undefined) throw new Error(`npm pack does not report ${manifest.name}: ${printed}`);
    const paths = report.files.map(({ path }) => path).filter((path) => !isLeftOver(folder, path));
    const read = (path: string): Buffer => readFileSync(join(WORKSPACE, folder, path));
    return { folder, manifest, files: new Map(paths.map((path) => [path, read(path)])) };
  });
}

function isLeftOver(folder: string, path: string): boolean {
  const [, source] = /^dist\/(.+?)(?:\.d)?\.(?:ts|js)(?:\.map)?$/.exec(path) ?? [];
  return source !== undefined && !existsSync(join(WORKSPACE, folder, 'src', `${source}.ts`));
}
