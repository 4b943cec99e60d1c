import { describe, expect, it } from 'vitest';
import { readWorkspaceFile } from '../workspace-files.js';
import { packageGraph } from './package-graph.js';
import { isProduct, workspacePackages } from './packages.js';
import { generatedPages } from './parts.js';

describe('generated parts of the pages', () => {
  it.each([...generatedPages()])('of %s are what `npm run docs` writes', (page, text) => {
    expect(readWorkspaceFile(page)).toBe(text);
  });
});

describe('packages of the product', () => {
  it.each(workspacePackages().filter(isProduct))('$name says in one line what it is', ({ description }) => {
    expect(description).toMatch(/^[A-Za-z`].{20,200}\.$/);
  });
});

describe('packageGraph', () => {
  const pack = (name: string, ...needs: string[]) => ({
    name: `@multilith/${name}`,
    folder: `libs/platform/${name}`,
    description: '',
    needs: needs.map((needed) => `@multilith/${needed}`),
  });

  it('draws what a package needs, and leaves out what follows from that', () => {
    const arrows = packageGraph([pack('a', 'b', 'c'), pack('b', 'c'), pack('c')])
      .split('\n')
      .filter((line) => line.includes('-->'));
    expect(arrows).toEqual(['  a --> b', '  b --> c']);
  });

  it('draws the packages of all contexts as one box', () => {
    const modules = ['one', 'two'].map((name) => ({
      ...pack('x', 'c'),
      name: `@modules/${name}`,
      folder: `libs/modules/${name}`,
    }));
    expect(packageGraph([...modules, pack('c')]).match(/ {2}modules --> c/g)).toHaveLength(1);
  });
});
