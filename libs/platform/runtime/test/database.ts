/** A real database for every spec file of the runtime (which cannot use the test kit: that is built on the runtime). */
export { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
