// `npm run spec -- path/to/folder`: some specs, on a fresh clone too. Nothing is built but for specs that run built code,
// which see to it themselves (built-code.mjs).
import { installIfStale } from './install.mjs';
import { run } from './run.mjs';

await installIfStale();
await run('vitest', ['run', ...process.argv.slice(2)]);
