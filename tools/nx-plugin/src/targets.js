/**
 * The targets of a project. What they read and write is said exactly, so that a cached result can be trusted.
 *
 * @param {boolean} typed whether the project has a tsconfig.json, and so something to build
 */
export function targetsOf(typed) {
  const lint = {
    command: 'oxlint --deny-warnings {projectRoot}',
    cache: true,
    inputs: ['default', '{workspaceRoot}/.oxlintrc.json'],
  };
  const boundaries = {
    command: 'node tools/boundary-lint/dist/cli.js --only {projectRoot}',
    cache: true,
    dependsOn: [{ projects: ['boundary-lint'], target: 'build' }],
    // What a project may import depends on all the others: where a name is declared, what a contract offers.
    inputs: ['{workspaceRoot}/{libs,apps,tools,bench}/**/*', '{workspaceRoot}/*.json', '{workspaceRoot}/CODEOWNERS'],
    outputs: [],
  };
  if (!typed) return { lint, boundaries };
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
    test: {
      command: 'vitest run --passWithNoTests {projectRoot}/',
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/vitest.config.ts', '{workspaceRoot}/tsconfig.specs.json'],
      outputs: [],
    },
    lint,
    boundaries,
  };
}

/** What a context can be told: `nx extract orders`, `nx inline orders`. */
export function placementTargets() {
  const command = (name) => ({
    command: `node tools/nx-plugin/dist/${name}/cli.js {projectName}`,
    cache: false,
    dependsOn: [{ projects: ['nx-plugin'], target: 'build' }],
  });
  return { extract: command('extract'), inline: command('inline') };
}
