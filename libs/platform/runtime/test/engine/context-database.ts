import { ContextDatabases } from '../../src/database/context-databases.js';
import type { ContextDatabase } from '../../src/database/context-database.js';
import { DATABASE_DEFAULTS } from '../../src/database/database-config.js';
import { createTestDatabase, type TestDatabase } from '../database.js';

/** Some contexts on a database of their own. */
export interface TestContexts {
  readonly database: TestDatabase;
  readonly of: (context: string) => ContextDatabase;
  drop(): Promise<void>;
}

/** @param poolSize connections of each context */
export async function openContexts(contexts: readonly string[], poolSize = 8): Promise<TestContexts> {
  const database = await createTestDatabase();
  const config = { ...DATABASE_DEFAULTS, url: database.url, poolTotal: poolSize * contexts.length };
  const databases = new ContextDatabases(config, 'spec');
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
