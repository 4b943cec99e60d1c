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
  if (!typed) return { lint };
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
  };
}
