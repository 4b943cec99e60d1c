/** Where specs of a whole stand: of the shop on real processes, of a copy of the workspace, of packed packages. */
const OF_A_WHOLE = /^(?:apps|tools)\//;
/** What any code of the workspace is made of. */
const ALL_CODE = [
  '{workspaceRoot}/{libs,apps,tools,bench}/**/*',
  '{workspaceRoot}/*.json',
  '{workspaceRoot}/CODEOWNERS',
];
const SPEC_SETTINGS = ['{workspaceRoot}/vitest.config.ts', '{workspaceRoot}/tsconfig.specs.json'];

/**
 * The targets of a project. What they read and write is said exactly, so that a cached result can be trusted. None of
 * them reads other projects than those it depends on: a change would count as one of every project.
 *
 * @param {string} folder of the project
 * @param {boolean} typed whether the project has a tsconfig.json, and so something to build
 */
export function targetsOf(folder, typed) {
  const lint = {
    command: 'oxlint --deny-warnings {projectRoot}',
    cache: true,
    inputs: ['default', '{workspaceRoot}/.oxlintrc.json'],
  };
  const test = {
    // The folder `test` of an app or a tool belongs to `workspace:e2e`.
    command: `vitest run --passWithNoTests {projectRoot}/${OF_A_WHOLE.test(folder) ? 'src/' : ''}`,
    cache: true,
    inputs: ['default', '^production', ...SPEC_SETTINGS],
    outputs: [],
  };
  if (!typed) return { test, lint };
  return {
    build: {
      command: 'tsc -b {projectRoot}',
      cache: true,
      dependsOn: ['^build'],
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    },
    typecheck: {
      command: 'node tools/dev/typecheck.mjs {projectRoot}',
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/tsconfig.specs.json'],
      outputs: [],
    },
    // A few specs start a program that is built.
    test: { ...test, dependsOn: ['build'] },
    lint,
  };
}

/**
 * The targets of the workspace as a whole: what looks at every project at once, and so is run after each change, cheap
 * or by its name.
 */
export function workspaceTargets() {
  const specs = (folders, more) => ({
    command: `vitest run ${folders}`,
    cache: true,
    inputs: [...ALL_CODE, ...SPEC_SETTINGS, ...more],
    outputs: [],
  });
  return {
    ...placementTargets(''),
    boundaries: {
      command: 'node tools/boundary-lint/dist/cli.js',
      cache: true,
      dependsOn: [{ projects: ['boundary-lint'], target: 'build' }],
      // What a project may import depends on all the others: where a name is declared, what a contract offers.
      inputs: [...ALL_CODE, '{workspaceRoot}/docs/module-graph.md'],
      outputs: [],
    },
    checks: specs('tools/docs/ tools/dev/', ['{workspaceRoot}/**/*.md']),
    e2e: {
      ...specs('apps/monolith/test/ apps/shop-cli/test/ tools/nx-plugin/test/ tools/packaging/test/', [
        '{workspaceRoot}/docker-compose.yml',
      ]),
      dependsOn: [{ projects: '*', target: 'build' }],
    },
  };
}

/**
 * What a context can be told: `nx extract orders`, `nx inline orders`.
 *
 * @param {string} context the word for it in the command; none for the workspace, where `nx extract` explains itself
 */
export function placementTargets(context = ' {projectName}') {
  const command = (name) => ({
    command: `node tools/nx-plugin/dist/${name}/cli.js${context}`,
    cache: false,
    dependsOn: [{ projects: ['nx-plugin'], target: 'build' }],
  });
  return { extract: command('extract'), inline: command('inline') };
}
