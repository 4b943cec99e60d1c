/** Databases for specs. The global setup has its own entry because it runs in another process than the specs. */
export { createTestDatabase, type TestDatabase } from './test-database.js';
export type {} from './global-setup.js';
