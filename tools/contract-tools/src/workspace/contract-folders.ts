import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { MultilithError } from '@multilith/contract';

const CONTRACTS = 'libs/contracts';

/**
 * Returns the folders of contract packages from the root of the workspace, sorted.
 *
 * @param wanted some of them; none for all
 * @throws MultilithError CLI_USAGE if a folder is no package
 */
export function contractFolders(root: string, wanted: readonly string[]): string[] {
  if (wanted.length === 0) {
    const folder = join(root, CONTRACTS);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names
      .map((name) => `${CONTRACTS}/${name}`)
      .filter((path) => isPackage(root, path))
      .sort();
  }
  const folders = wanted.map((path) => (isAbsolute(path) ? relative(root, path) : path));
  const normal = folders.map((path) => path.split(sep).join('/').replace(/\/+$/, '').replace(/^\.\//, ''));
  const unknown = normal.find((path) => !isPackage(root, path));
  if (unknown !== undefined)
    throw new MultilithError(
      'CLI_USAGE',
      `There is no package in ${unknown}.`,
      `Name folders from the root of the workspace, like ${CONTRACTS}/orders, and run the command there.`,
    );
  return [...new Set(normal)].sort();
}

const isPackage = (root: string, path: string): boolean => existsSync(join(root, path, 'package.json'));
