// `npm start`: installs if needed, builds what changed and starts the shop in this process, so that a signal reaches it
// directly. Nothing but Node is needed for it to begin.
import { requireNode } from './node-version.mjs';

requireNode('20.19.0');

if (process.argv.includes('--help')) {
  console.log(`npm start    install if needed, build what changed, start the shop

  PORT=3001                  another port (default 3000)
  HOST=0.0.0.0               for everyone, not only this machine
  DATABASE_URL=postgres://…  your database instead of the embedded one
  DATA_DIR=folder            where the embedded database and the development keys are (default .data)
  SEED=false                 start with an empty shop
  LOG_LEVEL=debug            trace, debug, info, warn, error or fatal`);
  process.exit(0);
}

const { installIfStale } = await import('./install.mjs');
const { buildIfStale } = await import('./build.mjs');

await installIfStale();
await buildIfStale();
process.setSourceMapsEnabled(true);
await import('../../apps/monolith/dist/main.js');
