/** Programs by their files below the root of a workspace, so that no shell has to look for them. */
export const PROGRAMS = {
  tsc: 'node_modules/typescript/bin/tsc',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  vitest: 'node_modules/vitest/vitest.mjs',
  boundaryLint: 'node_modules/@multilith/boundary-lint/bin/boundary-lint.js',
  extract: 'node_modules/@multilith/nx/dist/extract/cli.js',
  inline: 'node_modules/@multilith/nx/dist/inline/cli.js',
  natsUsers: 'node_modules/@multilith/nx/dist/nats-users/cli.js',
};
