import { MultilithError } from '@multilith/contract';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseVariable, requireHostLogins, type DatabaseConfig } from '@multilith/runtime/host';
import { connectionsForSharing, type HostLoad } from '@multilith/data/connection-budget';
import type { HostConfig } from '../config/host-config.js';
import { poolTotals } from './pool-totals.js';

/** The database of a host process, or of all hosts of a supervisor. */
export interface HostDatabase {
  readonly config: Partial<DatabaseConfig>;
  /** Maximum number of connections of a process, by host; hosts without contexts have no entry. */
  readonly poolTotals: ReadonlyMap<string, number>;
  /** Whether the embedded server runs for this process. */
  readonly embedded: boolean;
  /** Disconnects from the embedded server; does nothing for another database. */
  stop(): Promise<void>;
}

/** Name of a process that runs alone, among the names of hosts. */
const ALONE = 'alone';
/** Connections that the embedded server accepts. */
const EMBEDDED_CONNECTIONS = 200;

/**
 * Uses the databases that the environment names, or starts the embedded server if a context has no database. Several
 * processes of one workspace share the embedded server; the last one to leave stops it.
 *
 * In development a host may have `DATABASE_URL` and sets up its contexts itself. In production it only gets the logins
 * of its contexts, and no login that could create others.
 *
 * @throws MultilithError DATABASE_URL_NOT_FOR_HOSTS in production with `DATABASE_URL` or `DATABASE_ROLE_SECRET`;
 * DATABASE_CONFIG in production without the login of a context, and if no database is configured and the embedded one
 * is not installed, as in an image; CONNECTION_BUDGET if the server accepts fewer connections than the contexts need
 */
export async function openHostDatabase(
  config: Pick<HostConfig, 'database' | 'dataDir' | 'development'>,
  contextsHere: readonly string[],
  onLog: (line: string) => void,
): Promise<HostDatabase> {
  if (!config.development) {
    requireHostLogins(config.database);
    requireLoginOfEach(contextsHere, config.database.contextUrls);
  }
  if (config.database.url !== undefined)
    onLog(
      'This host has DATABASE_URL, whose user may create roles: it sets its contexts up itself, in development only. ' +
        'In production hosts get <CONTEXT>_DATABASE_URL, see multilith provision.',
    );
  return openDatabase(config, contextsHere, onLog, [{ host: ALONE, contexts: contextsHere.length, instances: 1 }]);
}

/**
 * The embedded server is for processes that start all hosts; a single host without a login has a configuration mistake.
 */
function requireLoginOfEach(contexts: readonly string[], urls: DatabaseConfig['contextUrls'] = {}): void {
  const missing = contexts.filter((context) => urls[context] === undefined).map(databaseVariable);
  if (missing.length === 0) return;
  throw new MultilithError(
    'DATABASE_CONFIG',
    `This host runs in production without the database logins of its contexts: ${missing.join(', ')} not set.`,
    'Set what is missing; `multilith secrets` writes it, and `multilith provision --print-urls` prints it (see docs/production.md).',
  );
}

/**
 * Like `openHostDatabase`, for supervisors.
 *
 * @param hosts every host that uses the database
 */
export async function openDatabase(
  { database, dataDir }: Pick<HostConfig, 'database' | 'dataDir'>,
  contextsHere: readonly string[],
  onLog: (line: string) => void,
  hosts: readonly HostLoad[],
): Promise<HostDatabase> {
  const { url: named, contextUrls = {}, poolTotal } = database;
  const withTotals = async (url: string | undefined): Promise<Pick<HostDatabase, 'config' | 'poolTotals'>> => {
    const totals = await poolTotals({
      hosts,
      url: url ?? serverOf(contextsHere, contextUrls),
      given: poolTotal,
      onLog,
    });
    const own = totals.get(ALONE);
    return {
      config: { ...database, ...(url !== undefined && { url }), ...(own !== undefined && { poolTotal: own }) },
      poolTotals: totals,
    };
  };
  if (named !== undefined || contextsHere.every((context) => contextUrls[context] !== undefined))
    return { ...(await withTotals(named)), embedded: false, stop: async () => {} };
  const { startEmbeddedPostgres } = await embedded();
  const settings = { max_connections: Math.max(EMBEDDED_CONNECTIONS, connectionsForSharing(hosts)) };
  const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), settings, onLog });
  try {
    keepUrl(dataDir, url);
    return { ...(await withTotals(url)), embedded: true, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns the login of one of the contexts, if all are on one server, which can be asked for its connection limit. */
function serverOf(contexts: readonly string[], urls: Readonly<Record<string, string>>): string | undefined {
  const found = contexts.flatMap((context) => urls[context] ?? []);
  return new Set(found.map((url) => new URL(url).host)).size === 1 ? found[0] : undefined;
}

/** Imported only if it is used: images do not contain it. */
async function embedded(): Promise<typeof import('@multilith/embedded-postgres')> {
  try {
    return await import('@multilith/embedded-postgres');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new MultilithError(
      'DATABASE_CONFIG',
      'No database is configured, and the embedded one is not installed here.',
      'Set <CONTEXT>_DATABASE_URL of its contexts, which `multilith provision --print-urls` prints.',
      { cause },
    );
  }
}

/** Writes the URL of the embedded database to a file for the command line tools; only the owner can read it. */
function keepUrl(dataDir: string, url: string): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'database.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url }, undefined, 2)}\n`, { mode: 0o600 });
}
