import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuntimeError, type DatabaseConfig } from '@multilith/runtime';
import type { HostConfig } from '../config/host-config.js';

/** The database of a host process. */
export interface HostDatabase {
  readonly config: Partial<DatabaseConfig>;
  /** Whether the embedded server runs for this process. */
  readonly embedded: boolean;
  /** Leaves the embedded server; nothing for a database of somebody else. */
  stop(): Promise<void>;
}

/**
 * Takes what the environment names, or starts the embedded server where that leaves a context without a database.
 * Several processes of one workspace share the embedded server; the last one to leave stops it.
 *
 * @throws RuntimeError DATABASE_CONFIG when no database is named and the embedded one is not installed, as in an image
 */
export async function openHostDatabase(
  { database, dataDir }: Pick<HostConfig, 'database' | 'dataDir'>,
  contextsHere: readonly string[],
  onLog: (line: string) => void,
): Promise<HostDatabase> {
  const { url: named, contextUrls = {} } = database;
  if (named !== undefined || contextsHere.every((context) => contextUrls[context] !== undefined))
    return { config: database, embedded: false, stop: async () => {} };
  const { startEmbeddedPostgres } = await embedded();
  const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), onLog });
  keepUrl(dataDir, url);
  return { config: { ...database, url }, embedded: true, stop };
}

/** Loaded only where it is used: images leave it out. */
async function embedded(): Promise<typeof import('@multilith/embedded-postgres')> {
  try {
    return await import('@multilith/embedded-postgres');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new RuntimeError(
      'DATABASE_CONFIG',
      'No database is configured, and the embedded one is not installed here.',
      'Set DATABASE_URL to a URL like postgres://user:password@host:5432/database.',
      { cause },
    );
  }
}

/** Tells the command line tools where the embedded database is; only the owner can read it. */
function keepUrl(dataDir: string, url: string): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'database.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url }, undefined, 2)}\n`, { mode: 0o600 });
}
