import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWorkspace } from '../check.js';
import type { Plant } from '../self-test/plant.js';
import { SOUND } from '../self-test/sound-workspace.js';
import { linkPackages, writeFiles } from '../self-test/tree.js';
import type { Cell } from './forms-page.js';
import { plantedTrees } from './planted-trees.js';

/** Returns the results of boundary-lint for each form, on the same trees as its peers. */
export function ownCells(plants: readonly Plant[]): Map<Plant, Cell> {
  const cells = new Map<Plant, Cell>();
  for (const { files, places } of plantedTrees(plants)) {
    const root = mkdtempSync(join(tmpdir(), 'boundary-lint-forms-'));
    try {
      writeFiles(root, { ...SOUND, ...files });
      linkPackages(root);
      const { violations, unanalysable } = checkWorkspace(root);
      for (const [plant, place] of places) {
        const breaks = violations.some(({ file, rule }) => file === place && rule === plant.rule);
        const computed = unanalysable.some(({ file }) => file === place);
        cells.set(plant, breaks ? '✓' : computed ? '?' : '–');
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return cells;
}
