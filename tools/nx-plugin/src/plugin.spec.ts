import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PluginOptions } from './plugin-options.js';
import { createNodesV2 } from './plugin.js';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const [, inferred] = createNodesV2;

const { plugins } = JSON.parse(readFileSync(join(WORKSPACE, 'nx.json'), 'utf8')) as {
  plugins: [{ options: PluginOptions }];
};

/** The project that a file of this workspace leads to. */
function projectOf(file: string) {
  const [node] = inferred([file], plugins[0].options, { workspaceRoot: WORKSPACE });
  return Object.values(node![1].projects)[0]!;
}
/** The targets that a package.json of this workspace leads to. */
const targetsOf = (folder: string) => projectOf(`${folder}/package.json`).targets;

describe('the targets that the plugin infers', () => {
  it('build, check and test a package that is written in TypeScript', () => {
    const targets = targetsOf('libs/modules/orders');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['build', 'typecheck', 'test', 'lint']));
    expect(targets['build']).toMatchObject({
      options: { program: 'tools/dev/build-project.mjs', args: ['{projectRoot}'] },
      dependsOn: ['^build'],
    });
  });

  it('only check one that has nothing to build', () => {
    expect(Object.keys(targetsOf('tools/dev')).sort()).toEqual(['lint', 'test']);
  });

  it('write, compare and publish a contract, and are then never taken from a cache', () => {
    const targets = targetsOf('libs/contracts/orders');
    const build = ['--build', 'tools/dev/build-project.mjs'];
    for (const [name, args] of [
      ['contract', ['write', '{projectRoot}', ...build]],
      ['contract-compat', ['compat', '{projectRoot}']],
      ['contract-publish', ['publish', '{projectRoot}']],
    ] as const)
      expect(targets[name]).toMatchObject({ options: { args }, cache: false });
    expect(targetsOf('libs/modules/orders')).not.toHaveProperty('contract');
    // A contract that was deleted has no project.
    expect(projectOf('topology.json').targets['contract-compat']).toMatchObject({
      options: { args: ['compat', '--deleted'] },
    });
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
    const everything = ['libs', 'apps', 'tools', 'bench'].map((folder) => `{workspaceRoot}/${folder}/**/*`);
    for (const folder of ['libs/contracts/orders', 'libs/modules/orders', 'apps/monolith', 'tools/docs'])
      for (const [name, { inputs = [] }] of Object.entries(targetsOf(folder)))
        expect([name, inputs]).not.toEqual([name, expect.arrayContaining(everything.slice(0, 1))]);
    const { name, targets } = projectOf('topology.json');
    expect(name).toBe('workspace');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['boundaries', 'checks', 'e2e']));
    const specsOf = (folder: string) => (targetsOf(folder)['test']!['options'] as { args: string[] }).args.at(-1);
    expect(specsOf('apps/monolith')).toBe('{projectRoot}/src/');
    expect(specsOf('libs/platform/testing')).toBe('{projectRoot}/');
    // What `nx affected -t build,lint,test` runs is what a change touches.
    for (const each of ['build', 'lint', 'test']) expect(targets).not.toHaveProperty(each);
    // A rule about one project can be broken by another one.
    for (const each of ['boundaries', 'checks', 'e2e'])
      expect(targets[each]!['inputs']).toEqual(expect.arrayContaining(everything));
  });

  it('run programs without a shell, and programs that are there', () => {
    const files = ['topology.json', ...['modules/orders', 'contracts/orders'].map((f) => `libs/${f}/package.json`)];
    for (const file of files)
      for (const [name, target] of Object.entries(projectOf(file).targets)) {
        expect([name, target['executor']]).toEqual([name, '@multilith/nx:program']);
        expect(target).not.toHaveProperty('command');
        const { program } = target['options'] as { program: string };
        // What is built is named after its source.
        const source = program.replace(/(@multilith\/nx)\/dist\/(.*)\.js$/, '$1/src/$2.ts');
        expect([source, existsSync(join(WORKSPACE, source))]).toEqual([source, true]);
      }
  });

  it('are, in a workspace without options, those of the programs that are installed there', () => {
    const root = mkdtempSync(join(tmpdir(), 'targets-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const write = (path: string, text: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    write('package.json', '{ "workspaces": ["./libs/modules/*", "apps/monolith/"] }');
    write('libs/modules/orders/tsconfig.json', '{}');
    write('node_modules/vitest/vitest.mjs', '');
    const files = [
      'topology.json',
      ...['libs/modules/orders', 'apps/monolith', 'fixtures'].map((f) => `${f}/package.json`),
    ];
    const found = inferred(files, undefined, { workspaceRoot: root });
    const targets = found.map(([file, { projects }]) => [file, Object.keys(Object.values(projects)[0]!.targets)]);
    expect(targets).toEqual([
      ['topology.json', ['extract', 'inline', 'boundaries']],
      ['libs/modules/orders/package.json', ['build', 'test', 'extract', 'inline']],
      ['apps/monolith/package.json', ['test']],
    ]);
    const { build } = Object.values(found[1]![1].projects)[0]!.targets;
    expect(build).toMatchObject({
      options: { program: 'node_modules/typescript/bin/tsc', args: ['-b', '{projectRoot}'] },
      parallelism: false,
    });
  });
});
