import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import type { DatabaseConfig } from '@multilith/runtime';
import type { MonolithConfig } from './monolith-config.js';

/** The database of this process. */
export interface ShopDatabase {
  readonly config: Partial<DatabaseConfig>;
  /** Whether the embedded server runs for this process. */
  readonly embedded: boolean;
  /** Leaves the embedded server; nothing for a database of somebody else. */
  stop(): Promise<void>;
}

/** Takes what the environment names, or starts the embedded server where that leaves a context without a database. */
export async function openShopDatabase(
  { database, dataDir }: Pick<MonolithConfig, 'database' | 'dataDir'>,
  contextsHere: readonly string[],
  onLog: (line: string) => void,
): Promise<ShopDatabase> {
  const { url: named, contextUrls = {} } = database;
  if (named !== undefined || contextsHere.every((context) => contextUrls[context] !== undefined))
    return { config: database, embedded: false, stop: async () => {} };
  const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), onLog });
  keepUrl(dataDir, url);
  return { config: { ...database, url }, embedded: true, stop };
}

/** Tells the command line tools where the embedded database is; only the owner can read it. */
function keepUrl(dataDir: string, url: string): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'database.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url }, undefined, 2)}\n`, { mode: 0o600 });
}
