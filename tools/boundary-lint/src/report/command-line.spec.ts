import { expect, it } from 'vitest';
import { commandLine } from './command-line.js';

it.each([
  ['/work/tools/boundary-lint/dist/cli.js', 'node tools/boundary-lint/dist/cli.js'],
  ['/work/node_modules/@multilith/boundary-lint/dist/cli.js', 'npx boundary-lint'],
  ['/elsewhere/boundary-lint/dist/cli.js', 'node /elsewhere/boundary-lint/dist/cli.js'],
])('the linter at %s is started by %s', (cli, command) => {
  expect(commandLine('/work', cli)).toBe(command);
});
