/** Where specs of a whole stand: of the shop on real processes, of a copy of the workspace, of packed packages. */
const OF_A_WHOLE = /^(?:apps|tools)\//;
/** What any code of the workspace is made of. */
const ALL_CODE = [
  '{workspaceRoot}/{libs,apps,tools,bench,examples}/**/*',
  '{workspaceRoot}/*.json',
  '{workspaceRoot}/CODEOWNERS',
];
/** Programs are named by their files, so that no shell has to look for them. */
const OXLINT = 'node_modules/oxlint/bin/oxlint';
const VITEST = 'node_modules/vitest/vitest.mjs';
const SPEC_SETTINGS = ['{workspaceRoot}/vitest.config.ts', '{workspaceRoot}/tsconfig.specs.json'];

/**
 * How Nx runs a Node program. Its own `nx:run-commands` would pass what was typed through a shell.
 *
 * @param {string} program file, relative to the workspace
 * @param {readonly string[]} args
 */
const running = (program, ...args) => ({ executor: '@multilith/nx:program', options: { program, args } });

/**
 * The targets of a project. What they read and write is said exactly, so that a cached result can be trusted. None of
 * them reads other projects than those it depends on: a change would count as one of every project.
 *
 * @param {string} folder of the project
 * @param {boolean} typed whether the project has a tsconfig.json, and so something to build
 */
export function targetsOf(folder, typed) {
  const lint = {
    ...running(OXLINT, '--deny-warnings', '{projectRoot}'),
    cache: true,
    inputs: ['default', '{workspaceRoot}/.oxlintrc.json'],
  };
  const test = {
    // The folder `test` of an app or a tool belongs to `workspace:e2e`.
    ...running(VITEST, 'run', '--passWithNoTests', `{projectRoot}/${OF_A_WHOLE.test(folder) ? 'src/' : ''}`),
    cache: true,
    inputs: ['default', '^production', ...SPEC_SETTINGS],
    outputs: [],
  };
  if (!typed) return { test, lint };
  return {
    build: {
      ...running('tools/dev/build-project.mjs', '{projectRoot}'),
      cache: true,
      dependsOn: ['^build'],
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    },
    typecheck: {
      ...running('tools/dev/typecheck.mjs', '{projectRoot}'),
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/tsconfig.specs.json'],
      outputs: [],
    },
    test,
    lint,
  };
}

/**
 * The targets of the workspace as a whole: what looks at every project at once, and so is run after each change, cheap
 * or by its name.
 */
export function workspaceTargets() {
  const specs = (folders, more) => ({
    ...running(VITEST, 'run', ...folders),
    cache: true,
    inputs: [...ALL_CODE, ...SPEC_SETTINGS, ...more],
    outputs: [],
  });
  return {
    ...placementTargets([]),
    boundaries: {
      ...running('tools/boundary-lint/dist/cli.js'),
      cache: true,
      dependsOn: [{ projects: ['boundary-lint'], target: 'build' }],
      // What a project may import depends on all the others: where a name is declared, what a contract offers.
      inputs: [...ALL_CODE, '{workspaceRoot}/docs/module-graph.md'],
      outputs: [],
    },
    checks: specs(['tools/docs/', 'tools/dev/'], ['{workspaceRoot}/**/*.md']),
    e2e: {
      ...specs(
        ['apps/monolith/test/', 'apps/shop-cli/test/', 'tools/nx-plugin/test/', 'tools/packaging/test/'],
        ['{workspaceRoot}/docker-compose.yml'],
      ),
      dependsOn: [{ projects: '*', target: 'build' }],
    },
  };
}

/**
 * What a context can be told: `nx extract orders`, `nx inline orders`.
 *
 * @param {readonly string[]} context its argument; none for the workspace, where `nx extract` explains itself
 */
export function placementTargets(context = ['{projectName}']) {
  const command = (name) => ({
    ...running(`tools/nx-plugin/dist/${name}/cli.js`, ...context),
    cache: false,
    dependsOn: [{ projects: ['nx-plugin'], target: 'build' }],
  });
  return { extract: command('extract'), inline: command('inline') };
}
