import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createNodesV2 } from './plugin.js';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const [, inferred] = createNodesV2;

/** The project that a file of this workspace leads to. */
function projectOf(file: string) {
  const [node] = inferred([file], undefined, { workspaceRoot: WORKSPACE });
  return Object.values(node![1].projects)[0]!;
}
/** The targets that a package.json of this workspace leads to. */
const targetsOf = (folder: string) => projectOf(`${folder}/package.json`).targets;

describe('the targets that the plugin infers', () => {
  it('build, check and test a package that is written in TypeScript', () => {
    const targets = targetsOf('libs/modules/orders');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['build', 'typecheck', 'test', 'lint']));
    expect(targets['build']).toMatchObject({ command: 'tsc -b {projectRoot}', dependsOn: ['^build'] });
  });

  it('only check one that has nothing to build', () => {
    expect(Object.keys(targetsOf('tools/dev')).sort()).toEqual(['lint', 'test']);
  });

  it('are cached by everything that their outcome depends on', () => {
    const { build, test } = targetsOf('libs/contracts/orders');
    expect(build).toMatchObject({
      cache: true,
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    });
    expect(test!['inputs']).toEqual(
      expect.arrayContaining(['default', '^production', '{workspaceRoot}/vitest.config.ts']),
    );
  });

  it('of one project are not those of others: what reads all of them is a target of the workspace', () => {
    const everything = '{workspaceRoot}/{libs,apps,tools,bench}/**/*';
    for (const folder of ['libs/contracts/orders', 'libs/modules/orders', 'apps/monolith', 'tools/docs'])
      for (const [name, { inputs = [] }] of Object.entries(targetsOf(folder)))
        expect([name, inputs]).not.toEqual([name, expect.arrayContaining([everything])]);
    const { name, targets } = projectOf('boundary-lint.json');
    expect(name).toBe('workspace');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['boundaries', 'checks', 'e2e']));
    expect(targetsOf('apps/monolith')['test']!['command']).toMatch(/ \{projectRoot\}\/src\/$/);
    expect(targetsOf('libs/platform/testing')['test']!['command']).toMatch(/ \{projectRoot\}\/$/);
    // What `nx affected -t build,lint,test` runs is what a change touches.
    for (const each of ['build', 'lint', 'test']) expect(targets).not.toHaveProperty(each);
    // A rule about one project can be broken by another one.
    for (const each of ['boundaries', 'checks', 'e2e']) expect(targets[each]!['inputs']).toContain(everything);
  });
});
