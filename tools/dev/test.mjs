// `npm test`: everything a change has to pass. What takes seconds comes before the specs, so that a mistake shows soon. It
// works on a fresh clone, and its last lines are the summary of the test runner.
import { build } from './build.mjs';
import { announce, fail, run, step } from './run.mjs';
import { installIfStale } from './install.mjs';
import { requireSystemPackages } from './system-packages.mjs';
import { runSteps } from './steps.mjs';

/** Skips files whose content has already passed; a fresh clone reads all files. */
const UNCHANGED_SINCE_CHECKED = [
  '--cache',
  '--cache-strategy=content',
  '--cache-location=node_modules/.cache/multilith/prettier',
];

if (process.argv.includes('--help')) {
  console.log(
    'npm test -- [vitest options]   install if needed, build, lint, check formats and types, then run the specs',
  );
  process.exit(0);
}

await installIfStale();
await build();
await requireSystemPackages();
await step('Extracting the examples of the docs', () => run('tools/docs/dist/examples/main.js', []));
const failed = await runSteps([
  {
    title: 'Checking the formatting',
    program: 'prettier',
    args: ['--check', '--log-level', 'warn', ...UNCHANGED_SINCE_CHECKED, '.'],
  },
  {
    title: 'Type-checking specs, type tests and examples',
    program: 'tsc',
    args: ['-p', 'tsconfig.specs.json', '--checkers', '1'],
  },
  {
    title: 'Checking what is generated from the contracts',
    program: 'tools/contract-tools/dist/main.js',
    args: ['write', '--check', '--no-build'],
  },
  {
    title: 'Comparing the contracts with earlier ones',
    program: 'tools/contract-tools/dist/main.js',
    args: ['compat'],
  },
  { title: 'Checking the boundaries', program: 'tools/boundary-lint/dist/cli.js', args: [] },
  { title: 'Checking the users of NATS', program: 'tools/nx-plugin/dist/nats-users/cli.js', args: ['--check'] },
  {
    title: 'Checking the permissions of hosts over gRPC',
    program: 'tools/nx-plugin/dist/grpc-permissions/cli.js',
    args: ['--check'],
  },
  { title: 'Linting', program: 'oxlint', args: ['--deny-warnings'] },
  { title: 'Checking the generated types', program: 'tools/codegen/dist/main.js', args: ['--check'] },
  { title: 'Checking project references and names', program: 'tools/dev/workspace.mjs', args: [] },
]);
if (failed.length > 0) fail(failed.join('\n✗ '), 1);
announce('Running the specs');
await run('vitest', ['run', ...process.argv.slice(2)]);
