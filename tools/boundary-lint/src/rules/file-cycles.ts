import { posix } from 'node:path';
import { addStep, shortestCycles } from '../graph/cycles.js';
import type { ImportForm } from '../source/source-file.js';
import type { FileCycles } from '../workspace/config.js';
import type { Unit } from '../workspace/unit.js';
import type { FileInContext, ResolvedImport } from './file-in-context.js';
import { isLocation } from './location.js';
import type { PlacedFinding } from './rule.js';
import type { PlaceInFile, Scene } from './scene.js';

/** All imports of one file by another. */
interface Step extends PlaceInFile {
  /** Whether the compiler drops all of them. */
  typeOnly: boolean;
  /** The imported names, as the other file exports them; `*` for the whole module. */
  readonly names: Set<string>;
}

type Steps = ReadonlyMap<string, ReadonlyMap<string, Step>>;

/** Forms that do not load their target: module declarations and URLs. */
const LOADS_NOTHING: ReadonlySet<ImportForm> = new Set(['ambient', 'import-meta-resolve']);
/**
 * Forms by which an import of the own file is a circle of one. By another one a file starts itself again in a thread or
 * as a hook, or adds to the types of its own package under the name that others know.
 */
const LOADS_ITSELF: ReadonlySet<ImportForm> = new Set(['static', 'export-from']);

/** Finds files of one package that import each other in a circle, specs included. */
export function fileCycles(scene: Scene): PlacedFinding[] {
  const { fileCycles: counted } = scene.workspace.config;
  if (counted === 'off') return [];
  const steps = stepsBetween(scene, counted);
  const cycles = shortestCycles(steps);
  const shared = new Map<Step, number>();
  for (const step of cycles.flatMap((cycle) => stepsOf(cycle, steps))) shared.set(step, (shared.get(step) ?? 0) + 1);
  return cycles.map((cycle) => describeCycle(fromLightest(cycle, steps, shared), steps));
}

function stepsBetween(scene: Scene, counted: FileCycles): Steps {
  const outermost = outermostUnits(scene.workspace.units);
  const packageOf = (unit: Unit): Unit => outermost.get(unit) ?? unit;
  const steps = new Map<string, Map<string, Step>>();
  for (const file of scene.files)
    for (const { item, target } of file.imports) {
      if (target.kind !== 'file' || !target.unit || packageOf(target.unit) !== packageOf(file.from)) continue;
      const other = scene.fileAt(target.file);
      if (!other || !counts({ item, target }, file, counted) || scene.refused.has(item)) continue;
      const step = { file, start: item.start, typeOnly: item.typeOnly, names: new Set(item.names) };
      const kept = addStep(steps, file.path, other.path, step);
      kept.typeOnly &&= item.typeOnly;
      for (const name of item.names) kept.names.add(name);
    }
  return steps;
}

function counts({ item, target }: ResolvedImport, { file }: FileInContext, counted: FileCycles): boolean {
  if (isLocation(item) || LOADS_NOTHING.has(item.form) || (item.typeOnly && counted === 'values')) return false;
  const isSelf = target.kind === 'file' && target.file === file;
  return !isSelf || LOADS_ITSELF.has(item.form);
}

/** For units inside another one (a contract within its module) the outer one: together they are one package. */
function outermostUnits(units: readonly Unit[]): Map<Unit, Unit> {
  const byFolder = new Map(units.map((unit) => [unit.folder, unit]));
  return new Map(
    units.map((unit) => {
      const steps = unit.folder.split('/');
      const outer = steps.map((_step, depth) => byFolder.get(steps.slice(0, depth + 1).join('/'))).find(Boolean);
      return [unit, outer ?? unit];
    }),
  );
}

/** The steps of a cycle; the first one leads from its first node. */
const stepsOf = (cycle: readonly string[], steps: Steps): Step[] =>
  cycle.slice(1).map((node, index) => steps.get(cycle[index]!)!.get(node)!);

/**
 * Turns a cycle so that it begins with the step that is easiest to remove: types before values, one that more circles
 * share before one that fewer do, few names before many.
 */
function fromLightest(cycle: readonly string[], steps: Steps, shared: ReadonlyMap<Step, number>): string[] {
  const weights = stepsOf(cycle, steps).map((step) => {
    const names = step.names.has('*') ? 1_000 : step.names.size;
    return [step.typeOnly ? 0 : 1, -shared.get(step)!, names] as const;
  });
  const lightest = weights.reduce((least, weight) => (isLess(weight, least) ? weight : least));
  const first = weights.indexOf(lightest);
  const nodes = cycle.slice(0, -1);
  const turned = [...nodes.slice(first), ...nodes.slice(0, first)];
  return [...turned, turned[0]!];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index >= 0 && a[index]! < b[index]!;
}

function describeCycle(cycle: readonly string[], steps: Steps): PlacedFinding {
  const [from, to] = cycle as [string, string];
  const { file, start, typeOnly, names } = steps.get(from)!.get(to)!;
  const base = file.from.folder === '' ? '' : `${file.from.folder}/`;
  const shown = cycle.map((path) => (path.startsWith(base) ? path.slice(base.length) : path)).join(' → ');
  const taken =
    names.has('*') || names.size === 0 ? '' : ` (${[...names].sort().join(', ')}${typeOnly ? '; types only' : ''})`;
  return {
    file,
    start,
    to,
    message:
      from === to
        ? `this file imports itself. Use what it declares directly.`
        : `files import each other in a circle: ${shown}. Move what ${posix.basename(from)} takes from ${posix.basename(to)}${taken} into a file that both can import.`,
  };
}
