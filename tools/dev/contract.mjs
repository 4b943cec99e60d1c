// `npm run contract`: writes what is generated from the contracts; `-- --check` compares. Only the program is built before
// it runs: it builds the contracts itself, because a contract cannot be built while its lock is missing.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { buildOnly } from './build.mjs';
import { installIfStale } from './install.mjs';
import { fail, root } from './run.mjs';

const [command, ...args] = process.argv.slice(2);
await installIfStale();
try {
  await buildOnly(['tools/contract-tools']);
} catch (error) {
  fail(error.message, 1);
}
const building = command === 'write' && !args.includes('--help') ? ['--build', 'tools/dev/build-project.mjs'] : [];
const file = resolve(root, 'tools/contract-tools/dist/main.js');
process.chdir(root);
process.argv = [process.argv[0], file, command, ...args, ...building];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);
