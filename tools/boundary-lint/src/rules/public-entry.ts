import { join } from 'node:path';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { BuiltSources } from '../workspace/built-sources.js';
import { targetsOf } from '../workspace/entries.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';
import type { Scene } from './scene.js';

/** Packages are imported by their `exports`, never by a relative or absolute path into them. */
export const publicEntry: ImportRule = {
  name: 'public-entry',
  // Do not propose another path to a forbidden target.
  otherwise: true,
  check(subject: ImportInContext, scene: Scene): Finding | undefined {
    const { from, item, target } = subject;
    const noEntry = (unit: Unit): Finding => ({
      to: unit.name,
      toUnit: unit,
      message: `${describeUnit(from)} imports '${item.specifier}', which is no entry of ${describeUnit(unit)}. Import what its package.json exports: ${entriesOf(unit)}.`,
    });
    if (target.kind === 'not-exported') return noEntry(target.unit);
    if (target.kind !== 'file' || !target.unit || target.unit.folder === from.folder) return undefined;
    if (target.unit.kind === 'shared' && scene.workspace.config.deepImportsOfShared) return undefined;
    // A package's own specs and tools beside it may be reached from the root's configuration.
    if (from.kind === 'root' || target.unit.kind === 'root' || isLocation(item)) return undefined;
    if (isEntry(subject, target.unit, target.file, scene)) return undefined;
    // An alias of a tsconfig that is called as the package opens no more of it.
    if (item.specifier.startsWith(`${target.unit.packageName}/`)) return noEntry(target.unit);
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
    if (isNamed(path, unit)) return true;
    // An alias of a tsconfig or package.json is as good as the package name if it leads to an entry of the package.
    return !isPath(path) && isEntryFile(file, unit, scene);
  }
  // The entry of a folder without a package.json is its index; without an index, any file.
  const folder = `${scene.workspace.root}/${unit.folder}`;
  const indexes = ['/index', '/src/index'].flatMap((index) =>
    ['.ts', '.tsx', '.mts', '.js', '.mjs'].map((ending) => folder + index + ending),
  );
  const known = indexes.filter((index) => scene.fileAt(index));
  return known.length === 0 || known.includes(file) || /\.module\.[mc]?[jt]s$/.test(file);
}

const isPath = (specifier: string): boolean => /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|file:)/i.test(specifier);

/** Whether a specifier is the package name or one of its exports; without `exports`, every path is exported. */
function isNamed(path: string, unit: Unit): boolean {
  const name = unit.packageName!;
  if (path === name) return true;
  return (
    path.startsWith(`${name}/`) && (!unit.exported || targetsOf(unit, `.${path.slice(name.length)}`) !== undefined)
  );
}

/** Whether a file is the source of something that a package offers, by a pattern too, or its index. */
function isEntryFile(file: string, unit: Unit, scene: Scene): boolean {
  const folder = `${scene.workspace.root}/${unit.folder}`;
  const built = new BuiltSources((path) => scene.fileAt(path) !== undefined);
  if (file === (built.indexOf(folder) ?? folder)) return true;
  const targets = unit.exported
    ? [...unit.entries.keys()].flatMap((entry) => targetsOf(unit, entry) ?? [])
    : (targetsOf(unit, '.') ?? []);
  const parts = partsOf(file.slice(folder.length + 1));
  return targets
    .flatMap((target) => (target.includes('*') ? parts.map((part) => target.replaceAll('*', () => part)) : [target]))
    .map((target) => join(folder, target))
    .some((path) => path === file || built.sourceOf(folder, path) === file);
}

/** Returns the possible values of the star of a pattern for a file: its last path segments, with and without extension. */
function partsOf(path: string): string[] {
  const steps = path.split('/');
  return steps.flatMap((_step, i) => {
    const part = steps.slice(i).join('/');
    return [part, part.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '')];
  });
}
