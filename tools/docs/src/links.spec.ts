import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkspaceFile, workspaceFiles, WORKSPACE } from './workspace-files.js';

interface Link {
  readonly page: string;
  /** Path of the page or file, relative to the root. */
  readonly target: string;
  readonly anchor: string | undefined;
}

const links = workspaceFiles(/\.md$/).flatMap((page) =>
  [...readWorkspaceFile(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, target, anchor]): Link => ({ page, target: target ? join(dirname(page), target) : page, anchor }),
  ),
);

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): string[] {
  const text = readWorkspaceFile(page).replaceAll(/^```[^]*?^```$/gm, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('every relative link of every page', () => {
  it('leads to a file', () => {
    const broken = links.filter(({ target }) => !existsSync(join(WORKSPACE, target)));
    expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
  });

  it('leads to a heading, if it names one', () => {
    const broken = links.filter(
      ({ target, anchor }) =>
        anchor !== undefined &&
        target.endsWith('.md') &&
        existsSync(join(WORKSPACE, target)) &&
        !anchorsOf(target).includes(anchor),
    );
    expect(broken.map(({ page, target, anchor }) => `${page}: ${target}#${anchor}`)).toEqual([]);
  });
});

it('docs/README.md leads to every page of its folder', () => {
  const listed = links.filter(({ page }) => page === 'docs/README.md').map(({ target }) => target);
  const pages = workspaceFiles(/^docs\/[^/]+\.md$/).filter((page) => page !== 'docs/README.md');
  expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
});
