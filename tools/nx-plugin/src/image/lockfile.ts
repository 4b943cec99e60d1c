import { MultilithError } from '@multilith/contract';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What package-lock.json says about a package. */
interface LockedPackage {
  readonly name?: string;
  /** Of a link: the folder it leads to. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Where a package name leads to from somewhere in the workspace. */
export interface Located {
  /** Relative to the workspace: `node_modules/pg`, or the folder of a workspace package. */
  readonly folder: string;
  /** The link in node_modules by which a workspace package is found. */
  readonly link?: string;
}

/** The tree of installed packages, as package-lock.json describes it. */
export class Lockfile {
  readonly #packages: Readonly<Record<string, LockedPackage>>;

  constructor(readonly root: string) {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    this.#packages = packages;
  }

  /** Finds a package as Node does: in the node_modules of the folder, then in those above it. */
  find(name: string, from: string): Located | undefined {
    for (let folder = from; ; folder = posix.dirname(folder)) {
      const at = posix.join(folder === '.' ? '' : folder, 'node_modules', name);
      const found = this.#packages[at];
      if (found) return found.link ? { folder: found.resolved!, link: at } : { folder: at };
      if (folder === '.') return undefined;
    }
  }

  /** Whether a package names another one as a peer that it can do without. */
  isOptionalPeer(folder: string, name: string): boolean {
    return this.#packages[folder]?.peerDependenciesMeta?.[name]?.optional === true;
  }

  /**
   * Folders of npm packages and of all that they need in production, themselves included.
   *
   * @param wanted names of optional peers that are needed too
   * @throws Error when one of them is not in the lockfile
   */
  withDependencies(folders: Iterable<string>, wanted: ReadonlySet<string> = new Set()): Set<string> {
    const found = new Set<string>();
    const add = (folder: string): void => {
      if (found.has(folder)) return;
      found.add(folder);
      const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = this.#packages[folder] ?? {};
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
        if (this.isOptionalPeer(folder, name) && !wanted.has(name)) continue;
        const located = this.find(name, folder);
        // Optional ones are mostly those of other platforms.
        const optional = name in optionalDependencies;
        if (located && (!optional || existsSync(join(this.root, located.folder)))) add(located.folder);
        else if (!optional)
          throw new MultilithError(
            'IMAGE_INCOMPLETE',
            `package-lock.json has no '${name}', which ${folder} needs.`,
            'Run npm install.',
          );
      }
    };
    for (const folder of folders) add(folder);
    return found;
  }
}
