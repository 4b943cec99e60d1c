import { MultilithError } from '@multilith/contract';
import { isBuiltin } from 'node:module';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importsOf } from './imports-of.js';
import type { Lockfile } from './lockfile.js';

/** What the code of a host reaches, relative to the workspace. */
export interface ReachedCode {
  /** Files of the workspace's own packages. */
  readonly files: ReadonlySet<string>;
  /** Folders of the own packages that the files belong to, with the link by which others find each. */
  readonly packages: ReadonlyMap<string, string>;
  /** Folders of the npm packages that own files import. */
  readonly npmPackages: ReadonlySet<string>;
}

/** An import of a workspace package. */
export interface OwnImport {
  /** Folder of the package that imports; `undefined` for the host itself. */
  readonly importer: string | undefined;
  readonly name: string;
  readonly folder: string;
  /** `.`, or an entry such as `./api`. */
  readonly subpath: string;
}

/**
 * Follows imports from a compiled file through every package of the workspace; of npm packages it notes the name only.
 *
 * @param follows whether to follow an import of a workspace package
 * @throws Error when a file or package is missing: the host has not been built, or does not list what it imports
 */
export function reachedCode(lockfile: Lockfile, entry: string, follows: (wanted: OwnImport) => boolean): ReachedCode {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const npmPackages = new Set<string>();

  const readModule = (file: string): void => {
    if (files.has(file)) return;
    const path = join(lockfile.root, file);
    if (!existsSync(path))
      throw new MultilithError('IMAGE_INCOMPLETE', `There is no ${file}.`, 'Build the host first: npx tsc -b');
    files.add(file);
    if (!/\.[cm]?js$/.test(file)) return;
    const { modules, files: beside } = importsOf(readFileSync(path, 'utf8'));
    for (const specifier of modules) follow(specifier, file);
    for (const each of beside) {
      const target = posix.join(posix.dirname(file), each);
      if (statSync(join(lockfile.root, target), { throwIfNoEntry: false })?.isFile()) files.add(target);
    }
  };

  const follow = (specifier: string, from: string): void => {
    if (isBuiltin(specifier)) return;
    if (specifier.startsWith('.')) return readModule(posix.join(posix.dirname(from), specifier));
    const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) as unknown as [string, string, string];
    const located = lockfile.find(name, posix.dirname(from));
    const importer = [...packages.keys()].find((folder) => from.startsWith(`${folder}/`));
    if (!located) {
      if (importer && lockfile.isOptionalPeer(importer, name)) return;
      throw new MultilithError(
        'IMAGE_INCOMPLETE',
        `${from} imports '${name}', which package-lock.json does not have.`,
        'Add it to the dependencies of its package and run npm install.',
      );
    }
    const { folder, link } = located;
    const subpath = `.${rest}`;
    if (link === undefined) npmPackages.add(folder);
    else if (follows({ importer, name, folder, subpath })) {
      packages.set(folder, link);
      readModule(posix.join(folder, entryOf(lockfile.root, folder, subpath)));
    }
  };

  readModule(entry);
  return { files, packages, npmPackages };
}

/** The compiled file that a workspace package offers under a subpath. */
function entryOf(root: string, folder: string, subpath: string): string {
  const { exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    exports?: Record<string, { default?: string }>;
  };
  const entry = exports?.[subpath]?.default;
  if (entry === undefined)
    throw new MultilithError(
      'IMAGE_INCOMPLETE',
      `${folder}/package.json exports no '${subpath}'.`,
      'Import what the package exports, or export it.',
    );
  return entry;
}
