import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defaultServerConditions, type UserConfig } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './tools/dev/longest-first.js';

// By its path: Vitest loads it without the conditions below, so a name would lead to built code.
const databaseSetup = fileURLToPath(
  new URL('libs/platform/embedded-postgres/src/testing/global-setup.ts', import.meta.url),
);

// Workspace packages answer this export condition with their TypeScript sources, so specs need no build before them.
// Without bundlers' `module`: Node does not know it, and OpenTelemetry offers files under it that only bundlers can load.
const conditions = ['@multilith/source', ...defaultServerConditions.filter((condition) => condition !== 'module')];

const shared = {
  // Nest reads constructor types from decorator metadata, which needs the legacy decorators of the tsconfig. They are
  // set here because the tsconfig of a package leaves its specs out, and Vite only reads a tsconfig for files in it.
  oxc: {
    decorator: { legacy: true, emitDecoratorMetadata: true },
    assumptions: { setPublicClassFields: true },
    typescript: { removeClassFieldsWithoutInitializer: true },
  },
  resolve: {
    conditions,
    // Vite would take graphql's ES modules for our sources while its CommonJS serves every package: two of each class.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  ssr: { resolve: { conditions, externalConditions: ['node', 'module-sync'] } },
} satisfies UserConfig;
const specs = {
  environment: 'node',
  pool: 'forks',
  // Files share the modules that they load: a third of the time. So helpers register hooks in functions that each spec
  // file calls; a hook at the top of a helper would belong to the first file that loads it, and to no other.
  isolate: false,
  // Waits end when their condition holds. These limits are for what hangs, not for a machine that does other things as
  // well: under sixteen times its load a start of the shop takes a minute.
  testTimeout: 120_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
  setupFiles: [fileURLToPath(new URL('tools/dev/spec-setup.ts', import.meta.url))],
} satisfies ViteUserConfig['test'];

/** For test runs of another choice of files: how specs are compiled, resolved and run here. */
export const specSettings = { ...shared, test: { ...specs, globalSetup: [databaseSetup] } };

export default defineConfig({
  ...shared,
  test: {
    ...specs,
    globalSetup: [databaseSetup],
    // Specs wait for databases and processes a third of their time: with a worker for each core, two cores are busy for 62 %
    // of a run. Vitest would even leave one core out.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    include: ['{apps,bench,examples,libs,tools}/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
  },
});
