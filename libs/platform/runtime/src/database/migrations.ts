import { MultilithError } from '@multilith/contract';
import type pg from 'pg';
import type { Persistence } from '../context/context-definition.js';
import { ContextClient } from './context-client.js';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';
import { migrationFailed } from './migration-failure.js';
import { MigrationRun } from './migration-run.js';
import { databaseUnavailable } from './database-unavailable.js';
import { migrateRuntime, RUNTIME_VERSION, runtimeVersion } from './runtime-migrations.js';
import { endWithHost, SetupTurn } from './setup-turn.js';

/**
 * Brings the schema of a context up to date: the runtime's tables, then the context's migrations, each in a
 * transaction unless it says `transaction = false`. Hosts that start together take turns.
 *
 * @throws MultilithError `MIGRATION_FAILED`, `SCHEMA_TOO_NEW`, `DATABASE_UNAVAILABLE`
 */
export async function migrate(
  context: string,
  options: ConnectionOptions,
  persistence: Persistence | undefined,
): Promise<void> {
  // A migration may take as long as it takes.
  const unhurried = { ...options, statementTimeoutMs: 0, idleInTransactionTimeoutMs: 0 };
  const client = new ContextClient(clientOptions(unhurried));
  client.on('error', () => {});
  await client.connect().catch((cause: unknown) => {
    throw databaseUnavailable(context, cause);
  });
  const run = new MigrationRun(context, unhurried, persistence);
  let turn: SetupTurn | undefined;
  try {
    if (await isCurrent(client, persistence)) return;
    await endWithHost(client);
    turn = await SetupTurn.take(client, unhurried, `bring the schema of context '${context}' up to date`);
    await refuseNewer(context, client);
    await migrateRuntime(client);
    // On this connection: if this host is killed, the next turn begins once its last statement has ended.
    await run.runOn(client);
  } catch (cause) {
    if (cause instanceof MultilithError) throw cause;
    throw await migrationFailed(context, unhurried, run.current, cause);
  } finally {
    await client.end().catch(() => {});
    await turn?.end();
  }
}

/** One look without a lock, for the usual start where nothing is to be done. */
async function isCurrent(client: pg.Client, persistence: Persistence | undefined): Promise<boolean> {
  if ((await runtimeVersion(client)) !== RUNTIME_VERSION) return false;
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

async function refuseNewer(context: string, client: pg.Client): Promise<void> {
  const version = await runtimeVersion(client);
  if (version <= RUNTIME_VERSION) return;
  throw new MultilithError(
    'SCHEMA_TOO_NEW',
    `The schema of context '${context}' is at version ${version} of the runtime's tables; this runtime knows ${RUNTIME_VERSION}.`,
    'Start the newer release that has already run on this database.',
  );
}
