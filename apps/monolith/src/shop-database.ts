import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import type { MonolithConfig } from './monolith-config.js';

/** The database of this process. */
export interface ShopDatabase {
  readonly url: string;
  /** Leaves the embedded server; nothing for a database of somebody else. */
  stop(): Promise<void>;
}

/** Takes `DATABASE_URL`, or starts the embedded server in the data folder. */
export async function openShopDatabase(
  { databaseUrl, dataDir }: Pick<MonolithConfig, 'databaseUrl' | 'dataDir'>,
  onLog: (line: string) => void,
): Promise<ShopDatabase> {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => {} };
  const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), onLog });
  keepUrl(dataDir, url);
  return { url, stop };
}

/** Tells the command line tools where the embedded database is; only the owner can read it. */
function keepUrl(dataDir: string, url: string): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'database.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url }, undefined, 2)}\n`, { mode: 0o600 });
}
