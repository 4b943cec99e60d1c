import { join } from 'node:path';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { BuiltSources } from '../workspace/built-sources.js';
import { targetsOf } from '../workspace/entries.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';
import type { Scene } from './scene.js';

/** A package is entered by what its `exports` offer: never by a path into it, relative or absolute. */
export const publicEntry: ImportRule = {
  name: 'public-entry',
  // Another path to what may not be imported at all would be no better.
  otherwise: true,
  check(subject: ImportInContext, scene: Scene): Finding | undefined {
    const { from, item, target } = subject;
    if (target.kind === 'not-exported')
      return {
        to: target.unit.name,
        toUnit: target.unit,
        message: `${describeUnit(from)} imports '${item.specifier}', which is no entry of ${describeUnit(target.unit)}. Import what its package.json exports: ${entriesOf(target.unit)}.`,
      };
    if (target.kind !== 'file' || !target.unit || target.unit.folder === from.folder) return undefined;
    if (target.unit.kind === 'shared' && scene.workspace.config.deepImportsOfShared) return undefined;
    // A package's own specs and tools beside it may be reached from the root's configuration.
    if (from.kind === 'root' || target.unit.kind === 'root' || isLocation(item)) return undefined;
    if (isEntry(subject, target.unit, target.file, scene)) return undefined;
    return {
      to: target.unit.name,
      toUnit: target.unit,
      message: `${describeUnit(from)} reaches into ${describeUnit(target.unit)} by its path: '${item.specifier}'. ${adviceFor(from, target.unit)}`,
    };
  },
};

/** Code of one context may import nothing private of another, by no name either. */
function adviceFor(from: Unit, { kind, packageName }: Unit): string {
  const never = (from.kind === 'module' || from.kind === 'contract') && (kind === 'module' || kind === 'app');
  if (never) return 'Nothing of it may be imported here.';
  return packageName === undefined ? 'Import its index.' : `Import ${packageName} by its name.`;
}

const entriesOf = ({ entries, packageName = '' }: Unit): string =>
  [...entries.keys()].map((entry) => packageName + entry.slice(1)).join(', ') || packageName;

function isEntry({ item }: ImportInContext, unit: Unit, file: string, scene: Scene): boolean {
  if (unit.packageName !== undefined) {
    const path = item.specifier
      .replace(/^.*!/s, '')
      .replace(/\?.*$/s, '')
      .replace(/\/{2,}/g, '/');
    if (path === unit.packageName || path.startsWith(`${unit.packageName}/`) || path.startsWith('#')) return true;
    // An alias of a tsconfig is as good as the name of the package, where it leads to an entry of it.
    return !isPath(path) && entryFilesOf(unit, scene).includes(file);
  }
  // A folder without a package.json is entered by its index; where it has none, by any file.
  const folder = `${scene.workspace.root}/${unit.folder}`;
  const indexes = ['/index', '/src/index'].flatMap((index) =>
    ['.ts', '.tsx', '.mts', '.js', '.mjs'].map((ending) => folder + index + ending),
  );
  const known = indexes.filter((index) => scene.fileAt(index));
  return known.length === 0 || known.includes(file) || /\.module\.[mc]?[jt]s$/.test(file);
}

const isPath = (specifier: string): boolean => /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|file:)/i.test(specifier);

/** The sources of everything that a package offers, its index included. */
function entryFilesOf(unit: Unit, scene: Scene): readonly string[] {
  const folder = `${scene.workspace.root}/${unit.folder}`;
  const built = new BuiltSources((path) => scene.fileAt(path) !== undefined);
  const targets = unit.exported
    ? [...unit.entries.keys()].flatMap((entry) => targetsOf(unit, entry) ?? [])
    : (targetsOf(unit, '.') ?? []);
  const files = targets.map((target) => join(folder, target));
  return [...files, ...files.flatMap((path) => built.sourceOf(folder, path) ?? []), built.indexOf(folder) ?? folder];
}
