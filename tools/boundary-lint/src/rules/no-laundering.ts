import { passedOnIn } from '../source/passed-on.js';
import type { ReExport } from '../source/source-file.js';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { unitOf, type FileInContext } from './file-in-context.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/** A name that came from a module, and the files it came through. */
interface Origin {
  readonly unit: Unit;
  readonly path: readonly string[];
  /** Absolute path of the file that declares it. */
  readonly file: string;
}

/**
 * Code of a module does not reach others under another name: what a contract, a platform package or shared code passes
 * on is followed to the file that declares it.
 */
export const noLaundering: WorkspaceRule = {
  name: 'no-laundering',
  check(scene: Scene): PlacedFinding[] {
    const chains = new Chains(scene);
    const leading = unitsThatLeadToModules(scene);
    return scene.files.flatMap((file) => {
      if (file.from.kind === 'root' || file.from.kind === 'app' || file.from.kind === 'bench') return [];
      return file.imports.flatMap(({ item, target }): PlacedFinding[] => {
        const through = unitOf(target);
        if (target.kind !== 'file' || !through || through.folder === file.from.folder || isLocation(item)) return [];
        // A refused import takes with it what it passes on; but of an app, or the root, it does not say whose code that is.
        if (!leading.has(through) || (scene.refused.has(item) && !/^(?:app|root)$/.test(through.kind))) return [];
        // Nothing is passed on to an import that takes no name.
        for (const name of item.names) {
          const origin = chains.originOf(target.file, name, file);
          if (!origin) continue;
          const what = name === '*' ? 'code' : name;
          return [
            {
              file,
              start: item.start,
              specifier: item.specifier,
              to: origin.unit.name,
              toUnit: origin.unit,
              wanted: [name],
              declaredIn: origin.file,
              message: `${describeUnit(file.from)} gets ${what} of module '${origin.unit.name}' under another name: ${[file.path, ...origin.path].join(' → ')}. The last of these files declares it, and it stays private there; send a message of its contract.`,
            },
          ];
        }
        return [];
      });
    });
  },
};

/** Units, other than modules, with a chain of imports that ends in a module; few units have one. */
function unitsThatLeadToModules({ files }: Scene): ReadonlySet<Unit> {
  const importers = new Map<Unit, Set<Unit>>();
  for (const { from, imports } of files) {
    if (from.kind === 'module') continue;
    for (const { target } of imports) {
      const unit = unitOf(target);
      if (!unit || unit === from) continue;
      const known = importers.get(unit);
      if (known) known.add(from);
      else importers.set(unit, new Set([from]));
    }
  }
  const leading = new Set<Unit>();
  for (const [unit, units] of importers) if (unit.kind === 'module') for (const one of units) leading.add(one);
  // A Set also visits entries that are added during the iteration.
  for (const unit of leading) for (const importer of importers.get(unit) ?? []) leading.add(importer);
  return leading;
}

class Chains {
  readonly #scene: Scene;
  readonly #passedOn = new Map<FileInContext, readonly ReExport[]>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Follows a name from the file that offers it to the file that declares it; `undefined` unless another module does. */
  originOf(file: string, name: string, asking: FileInContext): Origin | undefined {
    const path = this.#follow(file, name, new Set());
    const unit = path?.at(-1)?.from;
    if (!path || unit?.kind !== 'module' || unit.name === asking.from.name) return undefined;
    return { unit, path: path.map((step) => step.path), file: path.at(-1)!.file };
  }

  /**
   * The files on the way of a name, the last of which declares it; `undefined` where none of them is in a module.
   * @param isNamed whether the file before takes this very name, so that it has to be there
   */
  #follow(path: string, name: string, seen: Set<string>, isNamed = false): FileInContext[] | undefined {
    const key = `${path}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const file = this.#scene.fileAt(path);
    if (!file) return undefined;
    for (const { imported, specifier, isNamed: named } of [
      ...steps(file.source.reExports, name),
      ...steps(this.#wrapped(file), name),
    ]) {
      const target = file.imports.find(({ item }) => item.specifier === specifier)?.target;
      const way = target?.kind === 'file' ? this.#follow(target.file, imported, seen, named) : undefined;
      if (way) return [file, ...way];
    }
    return file.from.kind === 'module' && (isNamed || declares(file, name)) ? [file] : undefined;
  }

  /** Re-exports of a file outside the modules in a declaration of its own: an alias, a subclass, a type. */
  #wrapped(file: FileInContext): readonly ReExport[] {
    if (file.from.kind === 'module') return [];
    let found = this.#passedOn.get(file);
    if (!found) {
      // Nearly all files import nothing that leads to a module, and need no second look.
      const leads = file.imports.some(({ item, target }) => unitOf(target) !== undefined && !isLocation(item));
      found = leads ? passedOnIn(file.path, this.#scene.textOf(file)) : [];
      this.#passedOn.set(file, found);
    }
    return found;
  }
}

/** Whether a file declares a name itself; the exports of CommonJS are unknown. */
const declares = ({ source }: FileInContext, name: string): boolean =>
  name === '*' || source.exports.length === 0 || source.exports.some(({ value }) => value === name);

/** The next files on the way of a name: those it is passed on from. */
function steps(passedOn: readonly ReExport[], name: string): Step[] {
  return passedOn.flatMap(({ name: known, imported, specifier }) => {
    if (name === '*' || known === name) return [{ imported, specifier, isNamed: imported !== '*' }];
    return known === '*' && name !== 'default' ? [{ imported: name, specifier, isNamed: false }] : [];
  });
}

interface Step {
  readonly imported: string;
  readonly specifier: string;
  readonly isNamed: boolean;
}
