// `npm run test:providers`: signing in with tokens of real identity providers. Part of `npm test` too, where a provider that is
// not installed is left out; here it is a failure that says what to install.
import { run } from './run.mjs';
import { installIfStale } from './install.mjs';

await installIfStale();
process.env.MULTILITH_PROVIDERS = 'all';
await run('npx', ['vitest', 'run', 'apps/monolith/test/providers']);
