/** Databases for specs. The global setup is an entry of its own: it runs in another process than the specs. */
export { createTestDatabase, type TestDatabase } from './test-database.js';
export type {} from './global-setup.js';
