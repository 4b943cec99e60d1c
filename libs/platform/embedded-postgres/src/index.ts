/** A real PostgreSQL server from npm, for development and tests. */
export { EmbeddedDatabaseError, type EmbeddedDatabaseCode } from './embedded-database.error.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './start-embedded-postgres.js';
