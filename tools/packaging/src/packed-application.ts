import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}
interface Manifest {
  readonly name: string;
  readonly version: string;
}

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCE = fileURLToPath(new URL('../test/plain-application/', import.meta.url));
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/**
 * Packs built packages of the workspace and installs the tarballs, with the third-party packages an application has anyway,
 * into a folder outside the workspace. Everything else has to come from what the tarballs declare.
 *
 * Versions are those of the workspace's lockfile, whose packages npm has in its cache after `npm ci`.
 */
export async function installPackedApplication(
  folder: string,
  packages: readonly string[],
  thirdParty: readonly string[],
): Promise<void> {
  const tarballs = await Promise.all(packages.map((path) => pack(join(WORKSPACE, path), folder)));
  cpSync(SOURCE, folder, { recursive: true });

  const lock = read<Lockfile>(join(WORKSPACE, 'package-lock.json'));
  const root = {
    name: 'plain-application',
    version: '1.0.0',
    type: 'module',
    dependencies: {
      ...Object.fromEntries(thirdParty.map((name) => [name, lock.packages[`node_modules/${name}`]?.version ?? '*'])),
      ...Object.fromEntries(tarballs.map(({ manifest, file }) => [manifest.name, `file:${file}`])),
    },
  };
  const locked = Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
  const packed = tarballs.map(({ manifest, file }) => [
    `node_modules/${manifest.name}`,
    { ...manifest, resolved: `file:${file}` },
  ]);
  write(join(folder, 'package.json'), root);
  write(join(folder, 'package-lock.json'), {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    packages: { '': root, ...Object.fromEntries([...locked, ...packed]) },
  });
  await run('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}

async function pack(packageFolder: string, into: string): Promise<{ manifest: Manifest; file: string }> {
  const printed = await run('npm', ['pack', '--json', '--pack-destination', into], packageFolder);
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
  return { manifest: read<Manifest>(join(packageFolder, 'package.json')), file: basename(filename) };
}

const write = (file: string, value: object): void => writeFileSync(file, JSON.stringify(value, undefined, 2));
