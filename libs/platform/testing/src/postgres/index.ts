/** A real database for every spec file. */
export { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
