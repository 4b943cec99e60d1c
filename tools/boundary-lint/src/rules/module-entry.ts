import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/** `src/index.ts` of a module exports the module and nothing else: whatever it exported more, someone would import. */
export const moduleEntry: WorkspaceRule = {
  name: 'module-entry',
  check: ({ files }: Scene): PlacedFinding[] =>
    files
      .filter(({ from, path }) => from.kind === 'module' && from.house && path === `${from.folder}/src/index.ts`)
      .flatMap((file) =>
        file.source.exports
          .filter(({ value }) => !/^[A-Z]\w*Module$/.test(value))
          .map(({ value, start }) => ({
            file,
            start,
            to: value,
            message: `the entry of module '${file.from.name}' exports ${value === '*' ? 'everything of a file' : value}. Export the Nest module alone; what others need belongs in @contracts/${file.from.name}.`,
          })),
      ),
};
