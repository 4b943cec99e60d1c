import { addStep, shortestCycles } from '../graph/cycles.js';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { fileCycles } from './file-cycles.js';
import { isTest, unitOf, type FileInContext } from './file-in-context.js';
import { isLocation } from './location.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { PlaceInFile, Scene } from './scene.js';

type Steps = Map<string, Map<string, PlaceInFile>>;

/**
 * Contexts do not call each other in a circle: such contexts could not be started, stopped or moved apart. Packages do
 * not import each other in one, and neither do the files of a package, types included.
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
      ...fileCycles(scene),
    ];
  },
};

function callsBetween({ dealings }: Scene): Steps {
  const steps: Steps = new Map();
  for (const { unit, part, sent } of dealings) {
    // A resolver is the start of a call, never in the middle of one.
    if (part === 'api') continue;
    for (const [context, messages] of sent) addStep(steps, unit.name, context, [...messages.values()][0]!);
  }
  return steps;
}

/** Returns the imports between packages; an import that is already refused is not reported a second time. */
function importsBetween({ files, refused }: Scene): Steps {
  const steps: Steps = new Map();
  const isPart = (unit: Unit | undefined): unit is Unit => unit !== undefined && unit.kind !== 'root';
  for (const file of files) {
    if (isTest(file.path) || !isPart(file.from)) continue;
    for (const { item, target } of file.imports) {
      const unit = unitOf(target);
      if (!isPart(unit) || unit.folder === file.from.folder || isLocation(item) || refused.has(item)) continue;
      // Folders inside one another (a contract within its module) are one package.
      if (inside(unit, file) || file.from.folder.startsWith(`${unit.folder}/`)) continue;
      addStep(steps, file.from.folder, unit.folder, { file, start: item.start });
    }
  }
  return steps;
}

const inside = (unit: Unit, { from }: FileInContext): boolean => unit.folder.startsWith(`${from.folder}/`);

const cyclesIn = (steps: Steps): { cycle: string[]; place: PlaceInFile }[] =>
  shortestCycles(steps).map((cycle) => ({ cycle, place: steps.get(cycle[0]!)!.get(cycle[1]!)! }));
