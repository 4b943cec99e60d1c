import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readWorkspaceFile, workspaceFiles, WORKSPACE } from './workspace-files.js';

it('every relative link of every page leads to a file', () => {
  const broken = workspaceFiles(/\.md$/).flatMap((page) =>
    [...readWorkspaceFile(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(WORKSPACE, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});
