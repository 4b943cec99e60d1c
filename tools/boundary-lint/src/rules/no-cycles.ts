import { describeUnit, type Unit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { isTest, unitOf, type FileInContext, type PlacedFinding, type WorkspaceRule } from './rule.js';
import type { PlaceInFile, Scene } from './scene.js';

type Edges = ReadonlyMap<string, ReadonlyMap<string, PlaceInFile>>;

/**
 * No context waits for one that waits for it: the two could never be started, stopped or moved apart. And no package
 * imports one that imports it, types included.
 */
export const noCycles: WorkspaceRule = {
  name: 'no-cycles',
  check(scene: Scene): PlacedFinding[] {
    const units = new Map(scene.workspace.units.map((unit) => [unit.folder, unit]));
    return [
      ...cyclesIn(callsBetween(scene)).map(({ cycle, place }) => ({
        ...place,
        to: cycle[1]!,
        toUnit: scene.workspace.moduleOf(cycle[1]!),
        message: `contexts call each other in a circle: ${cycle.join(' → ')}. Let one of them subscribe to an event instead of asking.`,
      })),
      ...cyclesIn(importsBetween(scene)).map(({ cycle, place }) => ({
        ...place,
        to: units.get(cycle[1]!)!.name,
        toUnit: units.get(cycle[1]!),
        message: `packages import each other in a circle: ${cycle.map((folder) => describeUnit(units.get(folder)!)).join(' → ')}. Move what both need into a package below them.`,
      })),
    ];
  },
};

function callsBetween({ dealings }: Scene): Edges {
  const edges = new Map<string, Map<string, PlaceInFile>>();
  for (const { unit, part, sent } of dealings) {
    // A resolver is the start of a call, never in the middle of one.
    if (part === 'api') continue;
    for (const [context, messages] of sent) put(edges, unit.name, context, [...messages.values()][0]!);
  }
  return edges;
}

/** What packages import of each other; an import that is refused already is no reason for a second finding. */
function importsBetween({ files, refused }: Scene): Edges {
  const edges = new Map<string, Map<string, PlaceInFile>>();
  const isPart = (unit: Unit | undefined): unit is Unit => unit !== undefined && unit.kind !== 'root';
  for (const file of files) {
    if (isTest(file.path) || !isPart(file.from)) continue;
    for (const { item, target } of file.imports) {
      const unit = unitOf(target);
      if (!isPart(unit) || unit.folder === file.from.folder || isLocation(item) || refused.has(item)) continue;
      // Folders inside one another (a contract within its module) are one package.
      if (inside(unit, file) || file.from.folder.startsWith(`${unit.folder}/`)) continue;
      put(edges, file.from.folder, unit.folder, { file, start: item.start });
    }
  }
  return edges;
}

const inside = (unit: Unit, { from }: FileInContext): boolean => unit.folder.startsWith(`${from.folder}/`);

function put(edges: Map<string, Map<string, PlaceInFile>>, from: string, to: string, place: PlaceInFile): void {
  const known = edges.get(from) ?? new Map<string, PlaceInFile>();
  edges.set(from, known);
  if (!known.has(to)) known.set(to, place);
}

/** The shortest cycle through each node that is on one, each cycle once. */
function cyclesIn(edges: Edges): { cycle: string[]; place: PlaceInFile }[] {
  const found = new Map<string, { cycle: string[]; place: PlaceInFile }>();
  for (const start of [...edges.keys()].sort()) {
    const cycle = shortestCycle(edges, start);
    if (!cycle) continue;
    const key = cycle.slice(1).sort().join('\0');
    if (!found.has(key)) found.set(key, { cycle, place: edges.get(cycle[0]!)!.get(cycle[1]!)! });
  }
  return [...found.values()];
}

function shortestCycle(edges: Edges, start: string): string[] | undefined {
  const open: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = open.shift(); path; path = open.shift()) {
    for (const next of edges.get(path.at(-1)!)?.keys() ?? []) {
      if (next === start) return [...path, start];
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...path, next]);
    }
  }
  return undefined;
}
