// `npm start`: installs if needed, builds what changed and starts the hosts under a supervisor, which is this process.
// Nothing but Node is needed for it to begin.
import { requireNode } from './node-version.mjs';
import { root } from './run.mjs';
import { HELP, startOptions } from './start-options.mjs';

requireNode('20.19.0');

const options = readOptions();
const { installIfStale } = await import('./install.mjs');
const { buildIfStale } = await import('./build.mjs');

await installIfStale();
await buildIfStale();
process.setSourceMapsEnabled(true);
const { startHosts } = await import('./hosts.mjs');
await startHosts(root, options);

function readOptions() {
  try {
    const read = startOptions(process.argv.slice(2));
    if (!read.help) return read;
  } catch (error) {
    console.error(`✗ START_ARGUMENT: ${error.message}\n  \`npm start -- --help\` lists what there is.`);
    process.exit(1);
  }
  console.log(HELP);
  process.exit(0);
}
