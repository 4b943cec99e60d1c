import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NotAWorkspaceError, type Config } from './config.js';
import { expandGlob, type ListFolder } from './glob.js';
import { readManifest } from './manifest.js';
import type { Unit, UnitKind } from './unit.js';

export { NotAWorkspaceError } from './config.js';

/** The units of a workspace, and which one a file belongs to. */
export class Workspace {
  readonly #byFolder: ReadonlyMap<string, Unit>;
  readonly #byPackage: ReadonlyMap<string, Unit>;
  readonly #ofFolder = new Map<string, Unit | undefined>();
  /** Folders that hold units only: a file elsewhere in them has no owner. */
  readonly #bases: readonly string[];
  /** The workspace root itself, whose dev dependencies every package may use in its specs. */
  readonly rootUnit: Unit;

  private constructor(
    /** Absolute path, links resolved. */
    readonly root: string,
    readonly units: readonly Unit[],
    readonly config: Config,
  ) {
    this.#byFolder = new Map(units.map((unit) => [unit.folder, unit]));
    this.#byPackage = new Map(
      units.flatMap((unit) => (unit.packageName === undefined ? [] : [[unit.packageName, unit]])),
    );
    this.#bases = config.house ? ['libs'] : basesOf(config);
    this.rootUnit = { ...unitAt(root, '', 'root', '', config.house), packageName: undefined };
  }

  /** @throws NotAWorkspaceError when the folder has neither modules nor contracts */
  static read(root: string, config: Config): Workspace {
    const units = new Map<string, Unit>();
    for (const { glob, kind } of config.places)
      for (const { path, name } of expandGlob(glob, folderLister(root))) {
        if (units.has(path) || (config.house && !isHouseUnit(root, path, kind))) continue;
        units.set(path, unitAt(root, path, kind, name, config.house));
      }
    if (![...units.values()].some(({ kind }) => kind === 'module' || kind === 'contract'))
      throw new NotAWorkspaceError(
        config.house
          ? `${root} has no libs/modules and no libs/contracts. Name the root of the workspace with --root, or its layout with --config.`
          : `${config.name}: its globs match no folder below ${root}.`,
      );
    return new Workspace(root, [...units.values()], config);
  }

  /** The path of a file as reports show it: relative to the root, with forward slashes. */
  pathOf(file: string): string {
    return file.startsWith(`${this.root}/`) ? file.slice(this.root.length + 1) : file === this.root ? '' : file;
  }

  /** Whether a path lies inside the workspace. */
  holds(file: string): boolean {
    return file === this.root || file.startsWith(`${this.root}/`);
  }

  /** The unit a file belongs to; `undefined` for a file in a place the layout does not know, or outside the root. */
  unitOf(file: string): Unit | undefined {
    if (!this.holds(file)) return undefined;
    const path = this.pathOf(file);
    const own = this.#byFolder.get(path);
    if (own) return own;
    const slash = path.lastIndexOf('/');
    if (slash < 0) return this.#bases.includes('') ? undefined : this.rootUnit;
    const folder = path.slice(0, slash);
    const known = this.#ofFolder.get(folder);
    if (known || this.#ofFolder.has(folder)) return known;
    const unit = this.#unitOfFolder(folder);
    this.#ofFolder.set(folder, unit);
    return unit;
  }

  #unitOfFolder(folder: string): Unit | undefined {
    for (let path = folder; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const unit = this.#byFolder.get(path);
      if (unit) return unit;
    }
    const inBase = this.#bases.some((base) => folder === base || folder.startsWith(`${base}/`) || base === '');
    return inBase ? undefined : this.rootUnit;
  }

  /** The unit whose package a bare specifier names; `undefined` for npm packages. */
  unitOfSpecifier(specifier: string): Unit | undefined {
    const [scope, name] = specifier.split('/');
    return this.#byPackage.get(specifier.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope!);
  }

  /** The module of a context. */
  moduleOf(context: string): Unit | undefined {
    return this.units.find(({ kind, name }) => kind === 'module' && name === context);
  }

  /** The contract of a context. */
  contractOf(context: string): Unit | undefined {
    return this.units.find(({ kind, name }) => kind === 'contract' && name === context);
  }
}

/** A folder of scripts without a package of its own is part of the root: it serves this workspace alone. */
const isHouseUnit = (root: string, path: string, kind: UnitKind): boolean =>
  path !== 'apps/extracted' && (kind !== 'tool' || existsSync(join(root, path, 'package.json')));

function folderLister(root: string): ListFolder {
  const known = new Map<string, ReturnType<ListFolder>>();
  return (folder) => {
    let entries = known.get(folder);
    if (!entries) {
      const path = join(root, folder);
      entries = existsSync(path)
        ? readdirSync(path, { withFileTypes: true })
            .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist')
            .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
            .filter(({ name, isFolder }) => isFolder || /\.[mc]?[jt]sx?$/.test(name))
            .sort((a, b) => (a.name < b.name ? -1 : 1))
        : [];
      known.set(folder, entries);
    }
    return entries;
  };
}

function basesOf({ places }: Config): string[] {
  return places.filter(({ kind }) => kind === 'module').map(({ glob }) => glob.replace(/\/?[^/]*\*.*$/, ''));
}

/** How the packages of the house are called; a folder without a package.json is known by that name too. */
const SCOPES: Partial<Readonly<Record<UnitKind, string>>> = {
  module: '@modules',
  contract: '@contracts',
  platform: '@multilith',
  app: '@apps',
};

function unitAt(root: string, folder: string, kind: UnitKind, name: string, house: boolean): Unit {
  const manifest = readManifest(join(root, folder, 'package.json'));
  const scope = house && !manifest.packaged ? SCOPES[kind] : undefined;
  return { kind, name, folder, house, ...manifest, packageName: scope ? `${scope}/${name}` : manifest.packageName };
}
