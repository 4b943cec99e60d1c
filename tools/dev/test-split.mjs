// `npm run test:split`: the application on real processes, contexts in hosts of their own, with everything killed that can be.
// A word chooses files: `npm run test:split -- crashes`. RETAIL_FILE=FILE.csv.gz imports a file of one's own.
import { build } from './build.mjs';
import { announce, run } from './run.mjs';
import { installIfStale } from './install.mjs';

await installIfStale();
await build();
announce('Running the contexts in processes of their own');
await run('vitest', ['run', '--config', 'apps/monolith/test/split/split.config.ts', ...process.argv.slice(2)]);
