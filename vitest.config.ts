import { fileURLToPath } from 'node:url';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const databaseSetup = fileURLToPath(new URL('libs/platform/testing/src/postgres/global-setup.ts', import.meta.url));

// Workspace packages answer this export condition with their TypeScript sources, so specs need no build before them.
const conditions = ['@multilith/source', ...defaultServerConditions];

export default defineConfig({
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
  test: {
    include: ['{apps,bench,libs,tools}/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: [databaseSetup],
    // Nest's decorators store metadata through this polyfill; loaded first, import order in specs does not matter.
    setupFiles: ['reflect-metadata'],
  },
});
