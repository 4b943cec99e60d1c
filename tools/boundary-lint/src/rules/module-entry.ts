import { positionAt } from '../report/position.js';
import type { Located } from '../source/located.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Scene } from './scene.js';

/** `src/index.ts` of a module exports the module and nothing else: whatever it exported more, someone would import. */
export const moduleEntry: WorkspaceRule = {
  name: 'module-entry',
  check: ({ files, textOf }: Scene): PlacedFinding[] =>
    files
      .filter(({ from, path }) => from.kind === 'module' && from.house && path === `${from.folder}/src/index.ts`)
      .flatMap((file) => {
        const odd = file.source.exports.filter(({ value }) => !/^[A-Z]\w*Module$/.test(value));
        return byLine(odd, textOf(file)).map((names) => ({
          file,
          start: names[0]!.start,
          to: names[0]!.value,
          message: `the entry of module '${file.from.name}' exports ${names.map(({ value }) => (value === '*' ? 'everything of a file' : value)).join(', ')}. Export the Nest module alone; what others need belongs in @contracts/${file.from.name}.`,
        }));
      }),
};

/** Names that stand in one line go together: one edit takes them out. */
function byLine(names: readonly Located[], text: string): Located[][] {
  const lines = new Map<number, Located[]>();
  for (const name of names) {
    const { line } = positionAt(text, name.start);
    lines.set(line, [...(lines.get(line) ?? []), name]);
  }
  return [...lines.values()];
}

/** The files of a module's entries, as sources or as build output. */
const ENTRIES: Readonly<Record<string, RegExp>> = {
  '.': /^\.\/(?:src|dist)\/index(?:\.d)?\.[mc]?[jt]s$/,
  './api': /^\.\/(?:src|dist)\/api\/index(?:\.d)?\.[mc]?[jt]s$/,
  './package.json': /^\.\/package\.json$/,
};

/** Entries of modules in package.json that open more than the module and its API. */
export function oddEntries({ units }: Workspace): { file: string; message: string }[] {
  return units
    .filter(({ kind, house }) => kind === 'module' && house)
    .flatMap(({ name, folder, entries }) =>
      [...entries].flatMap(([entry, files]) => {
        const odd = ENTRIES[entry] ? files.find((path) => !ENTRIES[entry]!.test(path)) : files[0];
        if (odd === undefined) return [];
        const message = `module '${name}' offers ${odd} as its entry '${entry}'. A module has two: '.' is src/index.ts, './api' is src/api/index.ts. What others need belongs in @contracts/${name}.`;
        return [{ file: `${folder}/package.json`, message }];
      }),
    );
}
