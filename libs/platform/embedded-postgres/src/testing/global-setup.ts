import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../start-embedded-postgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the superuser of the server that all specs share. */
    postgresUrl: string;
  }
}

/**
 * Vitest global setup: one PostgreSQL for all specs, which stops when they end or are killed. If `TEST_DATABASE_URL` is
 * set (with a superuser login), that server is used.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const postgres = await startEmbeddedPostgres({
    ephemeral: true,
    database: 'postgres',
    settings: { max_connections: 400 },
  });
  project.provide('postgresUrl', postgres.url);
  return () => postgres.stop();
}
