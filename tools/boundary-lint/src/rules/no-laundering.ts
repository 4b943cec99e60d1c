import { describeUnit, type Unit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { unitOf, type FileInContext, type PlacedFinding, type WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/** A name that came from a module, and the files it came through. */
interface Origin {
  readonly unit: Unit;
  readonly path: readonly string[];
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
        if (!leading.has(through)) return [];
        const names = item.names.length > 0 ? item.names : ['*'];
        for (const name of names) {
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
              message: `${describeUnit(file.from)} gets ${what} of module '${origin.unit.name}' under another name: ${[file.path, ...origin.path].join(' → ')}. Passed on or not, it is private; send a message of its contract.`,
            },
          ];
        }
        return [];
      });
    });
  },
};

/** Units, no modules themselves, from which some chain of imports ends in a module; nearly all lead to none. */
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
  // A set visits what is added while it is walked.
  for (const unit of leading) for (const importer of importers.get(unit) ?? []) leading.add(importer);
  return leading;
}

class Chains {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Follows a name from the file that offers it to the module that declares it; `undefined` when none does. */
  originOf(file: string, name: string, asking: FileInContext): Origin | undefined {
    return this.#follow(file, name, asking, new Set());
  }

  #follow(path: string, name: string, asking: FileInContext, seen: Set<string>): Origin | undefined {
    const key = `${path}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const file = this.#scene.fileAt(path);
    if (!file) return undefined;
    if (file.from.kind === 'module')
      return file.from.name === asking.from.name ? undefined : { unit: file.from, path: [file.path] };
    for (const { imported, specifier } of steps(file, name)) {
      const target = file.imports.find(({ item }) => item.specifier === specifier)?.target;
      if (target?.kind !== 'file') continue;
      const origin = this.#follow(target.file, imported, asking, seen);
      if (origin) return { ...origin, path: [file.path, ...origin.path] };
    }
    return this.#declaredFromModule(file, name, asking);
  }

  /** A declaration that wraps what its file imports from a module: an alias, a subclass, a type. */
  #declaredFromModule(file: FileInContext, name: string, asking: FileInContext): Origin | undefined {
    const { exports, reExports } = file.source;
    const passedOn = reExports.some((step) => step.name === name);
    const declared = name === '*' || (!passedOn && exports.some(({ value }) => value === name));
    if (!declared) return undefined;
    const direct = file.imports.find(({ item, target }) => {
      const unit = unitOf(target);
      return unit?.kind === 'module' && unit.name !== asking.from.name && !isLocation(item);
    });
    const unit = direct && unitOf(direct.target);
    if (!direct || !unit || direct.target.kind !== 'file') return undefined;
    return { unit, path: [file.path, this.#scene.workspace.pathOf(direct.target.file)] };
  }
}

/** The next files on the way of a name: those it is passed on from. */
function steps({ source }: FileInContext, name: string): { imported: string; specifier: string }[] {
  return source.reExports.flatMap((step) => {
    if (name === '*') return [step];
    if (step.name === name) return [step];
    return step.name === '*' && name !== 'default' ? [{ imported: name, specifier: step.specifier }] : [];
  });
}
