// `npm run test:providers`: signing in with tokens of real identity providers: oidc-provider, which `npm test` tries too, and
// Glewlwyd, a Debian package (`apt-get install glewlwyd sqlite3`).
import { installIfStale } from './install.mjs';
import { run } from './run.mjs';

await installIfStale();
await run('vitest', [
  'run',
  '--config',
  'libs/platform/edge/test/providers/providers.config.ts',
  ...process.argv.slice(2),
]);
