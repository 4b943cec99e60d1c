import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createNodesV2 } from './plugin.js';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const [, inferred] = createNodesV2;

/** The targets that a package.json of this workspace leads to. */
function targetsOf(folder: string) {
  const [node] = inferred([`${folder}/package.json`], undefined, { workspaceRoot: WORKSPACE });
  return node![1].projects[folder]!.targets;
}

describe('the targets that the plugin infers', () => {
  it('build, check and test a package that is written in TypeScript', () => {
    const targets = targetsOf('libs/modules/orders');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['build', 'typecheck', 'test', 'lint', 'boundaries']));
    expect(targets['build']).toMatchObject({ command: 'tsc -b {projectRoot}', dependsOn: ['^build'] });
  });

  it('only check one that has nothing to build', () => {
    expect(Object.keys(targetsOf('tools/dev')).sort()).toEqual(['boundaries', 'lint']);
  });

  it('are cached by everything that their outcome depends on', () => {
    const { build, test, boundaries } = targetsOf('libs/contracts/orders');
    expect(build).toMatchObject({
      cache: true,
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    });
    expect(test!['inputs']).toEqual(
      expect.arrayContaining(['default', '^production', '{workspaceRoot}/vitest.config.ts']),
    );
    // A rule about one project can be broken by another one.
    expect(boundaries!['inputs']).toContain('{workspaceRoot}/{libs,apps,tools,bench}/**/*');
  });
});
