import { expect, it } from 'vitest';
import { readWorkspaceFile, workspaceFiles } from './workspace-files.js';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Of the root and of each package: a page about a package names what is run in its folder. */
const scripts = new Set(
  workspaceFiles(/(?:^|\/)package\.json$/).flatMap((path) =>
    Object.keys((JSON.parse(readWorkspaceFile(path)) as Manifest).scripts ?? {}),
  ),
);

it('every npm script that a page names is there', () => {
  const unknown = workspaceFiles(/\.md$/).flatMap((page) =>
    [...readWorkspaceFile(page).matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)]
      .filter(([, name]) => !scripts.has(name!))
      .map(([command]) => `${page}: ${command}`),
  );
  expect(unknown).toEqual([]);
});
