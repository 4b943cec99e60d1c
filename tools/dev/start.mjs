// `npm start`: installs if needed, builds what changed and starts the hosts under a supervisor, which is this process.
// Nothing but Node is needed for it to begin.
import { requireNode } from './node-version.mjs';
import { root } from './run.mjs';
import { HELP, startOptions } from '../nx-plugin/src/start/start-options.js';

requireNode('20.19.0');

/** Settings of this workspace, in addition to those of any workspace. */
const HERE = `npm start installs first what package-lock.json asks for. SHIPPING_DELAY=0: how long after its confirmation an order is
shipped (default 30s).`;

const options = readOptions();
const { installIfStale } = await import('./install.mjs');
const { buildIfStale } = await import('./build.mjs');

await installIfStale();
await buildIfStale();
process.setSourceMapsEnabled(true);
const { startHosts } = await import('@multilith/nx/start');
await startHosts(root, options);

function readOptions() {
  try {
    const read = startOptions(process.argv.slice(2));
    if (!read.help) return read;
  } catch (error) {
    console.error(`✗ START_ARGUMENT: ${error.message}\n  \`npm start -- --help\` lists what there is.`);
    process.exit(1);
  }
  console.log(`${HELP}\n\n${HERE}`);
  process.exit(0);
}
