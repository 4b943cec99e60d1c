import { ContextDatabases } from '../database/context-databases.js';
import type { ContextDatabase } from '../database/context-database.js';
import type { PlatformTables } from '../database/platform-tables.js';
import { DATABASE_DEFAULTS } from '../database/database-config.js';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';

/** Contexts on a new database. */
export interface TestContexts {
  readonly database: TestDatabase;
  readonly of: (context: string) => ContextDatabase;
  drop(): Promise<void>;
}

/** @param platform tables of other packages of the platform. Default: none */
export async function openContexts(
  contexts: readonly string[],
  platform: readonly PlatformTables[] = [],
): Promise<TestContexts> {
  const database = await createTestDatabase();
  const config = { ...DATABASE_DEFAULTS, url: database.url, poolTotal: 8 * contexts.length };
  const databases = new ContextDatabases(config, 'spec', platform);
  const open = new Map<string, ContextDatabase>();
  for (const context of contexts) open.set(context, await databases.open(context, undefined, contexts.length));
  return {
    database,
    of: (context) => open.get(context)!,
    drop: async () => {
      await databases.closeAll();
      await database.drop();
    },
  };
}
