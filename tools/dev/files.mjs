// File helpers of the development scripts, relative to the workspace. They may run before anything is installed, so
// they use Node alone, and Node 20 has no `fs.globSync`.
import * as fs from 'node:fs';
import { posix, resolve } from 'node:path';
import { root } from './run.mjs';

export const existsSync = (path) => fs.existsSync(resolve(root, path));
export const readText = (path) => fs.readFileSync(resolve(root, path), 'utf8');
export const readJson = (path) => JSON.parse(readText(path));
export const writeText = (path, text) => fs.writeFileSync(resolve(root, path), text);
export const writeJson = (path, value) => writeText(path, `${JSON.stringify(value, undefined, 2)}\n`);

/** Folders of packages that fit a pattern of npm workspaces, in which `*` stands for one folder name. */
export const foldersLike = (pattern) => foldersWith('package.json', pattern);

/** Folders of the hosts that `nx extract` wrote; they have no package.json. */
export const hostFolders = () => foldersWith('tsconfig.json', 'apps/extracted/*');

function foldersWith(file, pattern) {
  const walk = (base, [step, ...rest]) => {
    if (step === undefined) return existsSync(`${base}/${file}`) ? [base] : [];
    if (step !== '*') return walk(posix.join(base, step), rest);
    if (!existsSync(base)) return [];
    return fs
      .readdirSync(resolve(root, base), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .flatMap((entry) => walk(posix.join(base, entry.name), rest));
  };
  return walk('', pattern.split('/')).sort();
}
