import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { readManifest } from './manifest.js';
import type { Unit, UnitKind } from './unit.js';

/** The layout the tool knows by itself: one unit per folder in these places. */
const LAYOUT: readonly (readonly [place: string, kind: UnitKind])[] = [
  ['libs/modules', 'module'],
  ['libs/contracts', 'contract'],
  ['libs/platform', 'platform'],
  ['apps/extracted', 'app'],
  ['apps', 'app'],
  ['tools', 'tool'],
];

/** The tool was started where it cannot check anything; the process ends with exit code 2. */
export class NotAWorkspaceError extends Error {
  override readonly name = 'NotAWorkspaceError';
}

/** The units of a workspace, and which one a file belongs to. */
export class Workspace {
  readonly #byFolder: ReadonlyMap<string, Unit>;
  readonly #byPackage: ReadonlyMap<string, Unit>;
  /** The workspace root itself, whose dev dependencies every package may use in its specs. */
  readonly rootUnit: Unit;

  private constructor(
    /** Absolute path, links resolved. */
    readonly root: string,
    readonly units: readonly Unit[],
  ) {
    this.#byFolder = new Map(units.map((unit) => [unit.folder, unit]));
    this.#byPackage = new Map(
      units.flatMap((unit) => (unit.packageName === undefined ? [] : [[unit.packageName, unit]])),
    );
    this.rootUnit = { ...unitAt(root, '', 'root', ''), packageName: undefined };
  }

  /** @throws NotAWorkspaceError when the folder has neither modules nor contracts */
  static read(root: string): Workspace {
    if (!existsSync(join(root, 'libs/modules')) && !existsSync(join(root, 'libs/contracts')))
      throw new NotAWorkspaceError(
        `${root} has no libs/modules and no libs/contracts. Name the root of the workspace with --root.`,
      );
    const units = LAYOUT.flatMap(([place, kind]) =>
      foldersIn(join(root, place))
        .filter((name) => `${place}/${name}` !== 'apps/extracted')
        // A folder of scripts without a package of its own is part of the root: it serves this workspace alone.
        .filter((name) => kind !== 'tool' || existsSync(join(root, place, name, 'package.json')))
        .map((name) => unitAt(root, `${place}/${name}`, kind, name)),
    );
    if (existsSync(join(root, 'bench'))) units.push(unitAt(root, 'bench', 'bench', 'bench'));
    return new Workspace(root, units);
  }

  /** The path of a file as reports show it: relative to the root, with forward slashes. */
  pathOf(file: string): string {
    return relative(this.root, file).split(sep).join('/');
  }

  /** The unit a file belongs to; `undefined` for a file in a place the layout does not know, or outside the root. */
  unitOf(file: string): Unit | undefined {
    const path = this.pathOf(file);
    if (path.startsWith('..')) return undefined;
    const steps = path.split('/');
    for (const depth of [3, 2, 1]) {
      const unit = steps.length > depth && this.#byFolder.get(steps.slice(0, depth).join('/'));
      if (unit) return unit;
    }
    return steps[0] === 'libs' ? undefined : this.rootUnit;
  }

  /** The unit whose package a bare specifier names; `undefined` for npm packages. */
  unitOfSpecifier(specifier: string): Unit | undefined {
    const [scope, name] = specifier.split('/');
    return this.#byPackage.get(specifier.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope!);
  }
}

function foldersIn(place: string): string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => entry.name)
    .sort();
}

function unitAt(root: string, folder: string, kind: UnitKind, name: string): Unit {
  return { kind, name, folder, ...readManifest(join(root, folder, 'package.json')) };
}
