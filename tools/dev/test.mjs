// `npm test`: everything a change has to pass, in the order in which a mistake shows soonest. It works on a fresh
// clone, and its last lines are the summary of the test runner.
import { build } from './build.mjs';
import { announce, run, step } from './run.mjs';
import { installIfStale } from './install.mjs';
import { requireNatsServer } from './nats-server.mjs';

if (process.argv.includes('--help')) {
  console.log(
    'npm test -- [vitest options]   install if needed, build, lint, check formats and types, then run the specs',
  );
  process.exit(0);
}

await installIfStale();
await build();
await requireNatsServer();
await step('Checking project references and names', () => run('tools/dev/workspace.mjs', []));
await step('Checking the generated types', () => run('tools/codegen/dist/main.js', ['--check']));
await step('Linting', () => run('oxlint', ['--deny-warnings']));
await step('Checking the boundaries', () => run('tools/boundary-lint/dist/cli.js', []));
await step('Checking the users of NATS', () => run('tools/nx-plugin/dist/nats-users/cli.js', ['--check']));
await step('Checking the formatting', () => run('prettier', ['--check', '--log-level', 'warn', '.']));
await step('Extracting the examples of the docs', () => run('tools/docs/dist/examples/main.js', []));
await step('Type-checking specs, type tests and examples', () => run('tsc', ['-p', 'tsconfig.specs.json']));
announce('Running the specs');
await run('vitest', ['run', ...process.argv.slice(2)]);
