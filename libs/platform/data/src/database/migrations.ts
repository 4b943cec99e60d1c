import { MultilithError } from '@multilith/contract';
import type pg from 'pg';
import type { Persistence } from './persistence.js';
import { ContextClient } from './context-client.js';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';
import { migrationFailed } from './migration-failure.js';
import { MigrationRun } from './migration-run.js';
import { databaseUnavailable } from './database-unavailable.js';
import { migrateTables, tableVersions, type PlatformTables } from './platform-tables.js';
import { endWithHost, SetupTurn } from './setup-turn.js';

/**
 * Brings the schema of a context up to date: the platform's tables, then the context's migrations, each in a
 * transaction unless it says `transaction = false`. Hosts that start together take turns.
 *
 * @param platform tables of the platform; referenced tables first
 * @throws MultilithError `MIGRATION_FAILED`, `SCHEMA_TOO_NEW`, `DATABASE_UNAVAILABLE`
 */
export async function migrate(
  context: string,
  options: ConnectionOptions,
  persistence: Persistence | undefined,
  platform: readonly PlatformTables[],
): Promise<void> {
  // Migrations have no timeouts.
  const unhurried = { ...options, statementTimeoutMs: 0, idleInTransactionTimeoutMs: 0 };
  const client = new ContextClient(clientOptions(unhurried));
  client.on('error', () => {});
  await client.connect().catch((cause: unknown) => {
    throw databaseUnavailable(context, cause);
  });
  const run = new MigrationRun(context, unhurried, persistence);
  let turn: SetupTurn | undefined;
  try {
    if (await isCurrent(client, persistence, platform)) return;
    await endWithHost(client);
    turn = await SetupTurn.take(client, unhurried, `bring the schema of context '${context}' up to date`);
    await refuseNewer(context, client, platform);
    for (const tables of platform) await migrateTables(client, tables);
    // On the connection of the turn: if this host is killed, the next turn begins once its last statement has ended.
    await run.runOn(client);
  } catch (cause) {
    if (cause instanceof MultilithError) throw cause;
    throw await migrationFailed(context, unhurried, run.current, cause);
  } finally {
    await client.end().catch(() => {});
    await turn?.end();
  }
}

/** Checks without a lock whether the schema is up to date, for the usual start. */
async function isCurrent(
  client: pg.Client,
  persistence: Persistence | undefined,
  platform: readonly PlatformTables[],
): Promise<boolean> {
  const versions = await tableVersions(client);
  if (platform.some((tables) => versions.get(tables.package) !== tables.steps.length)) return false;
  const wanted = persistence?.migrations.map(({ name }) => name) ?? [];
  if (wanted.length === 0) return true;
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS found`);
  if (!rows[0]?.found) return false;
  const done = await client.query<{ count: number }>(
    'SELECT count(DISTINCT name)::int AS count FROM migrations WHERE name = ANY($1)',
    [wanted],
  );
  return done.rows[0]?.count === new Set(wanted).size;
}

async function refuseNewer(context: string, client: pg.Client, platform: readonly PlatformTables[]): Promise<void> {
  const versions = await tableVersions(client);
  for (const tables of platform) {
    const version = versions.get(tables.package) ?? 0;
    if (version > tables.steps.length)
      throw new MultilithError(
        'SCHEMA_TOO_NEW',
        `The schema of context '${context}' is at version ${version} of the tables of '${tables.package}'; this host knows ${tables.steps.length}.`,
        'Start the newer release that has already run on this database.',
      );
  }
}
