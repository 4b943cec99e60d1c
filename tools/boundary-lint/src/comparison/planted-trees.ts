import type { Files, Plant } from '../self-test/plant.js';
import { SOUND } from '../self-test/sound-workspace.js';

/** A workspace with some forms, each in a separate file. */
export interface PlantedTree {
  readonly files: Files;
  /** The file that violates the boundary, by the name of the form. */
  readonly places: ReadonlyMap<Plant, string>;
}

/**
 * The workspaces that show every form: one with all that bear one another, so that a tool need not start a hundred
 * times, and one for each form that needs a configuration of its own.
 */
export function plantedTrees(plants: readonly Plant[]): PlantedTree[] {
  const together: Record<string, string> = {};
  const places = new Map<Plant, string>();
  const alone: PlantedTree[] = [];
  plants.forEach((plant, number) => {
    const more = Object.entries(plant.files).filter(([path]) => path !== plant.file);
    if (plant.file.endsWith('.json') || more.some(([path]) => path in SOUND || path.endsWith('.json')))
      return alone.push({ files: plant.files, places: new Map([[plant, plant.file]]) });
    const place = numbered(plant.file, number);
    for (const [path, text] of more) together[path] = text;
    together[place] = plant.files[plant.file]!;
    return places.set(plant, place);
  });
  return [{ files: together, places }, ...alone];
}

/** `a/place-order.handler.ts` → `a/planted-7.handler.ts`: the folder and every ending stay, because forms hang on them. */
const numbered = (path: string, number: number): string => path.replace(/[^/.]+(?=\.[^/]*$)/, `planted-${number}`);
