import { parseSync } from 'oxc-parser';
import type { FileInContext, FileRule, LocatedFinding } from './rule.js';

/** `src/index.ts` of a module exports the module and nothing else: whatever it exported more, someone would import. */
export const moduleEntry: FileRule = {
  name: 'module-entry',
  check({ source, path, from }: FileInContext): LocatedFinding[] {
    if (from.kind !== 'module' || path !== `${from.folder}/src/index.ts`) return [];
    const exports = parseSync(source.file, source.text).module.staticExports.flatMap(({ entries }) => entries);
    return exports
      .filter(({ exportName }) => !/^[A-Z]\w*Module$/.test(exportName.name ?? ''))
      .map(({ exportName, start }) => ({
        start,
        to: exportName.name ?? '*',
        message: `the entry of module '${from.name}' exports ${exportName.name ?? 'everything of a file'}. Export the Nest module alone; what others need belongs in @contracts/${from.name}.`,
      }));
  },
};
