import type { ClientBase } from 'pg';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Persistence } from './persistence.js';
import { ContextClient } from './context-client.js';
import { TypeOrmLogger } from '../data-source/type-orm-logger.js';
import { utcTypes } from '../data-source/utc-values.js';

/** Options that all connections of a context share. */
export interface ConnectionOptions {
  readonly url: string;
  readonly schema: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** In milliseconds; 0 means no limit. */
  readonly statementTimeoutMs: number;
  /** In milliseconds; 0 means no limit. */
  readonly idleInTransactionTimeoutMs: number;
}

/** Overrides settings of the server, database or role that change how values are read and written. */
const SAME_EVERYWHERE = '-c timezone=UTC -c datestyle=ISO,MDY -c intervalstyle=postgres';

/** Timeout of opening a connection, in milliseconds; also the statement timeout of the runtime's own queries. */
export const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Options for `pg`: one schema in the search path, times in UTC, and a timeout for every kind of wait.
 */
export const clientOptions = (options: ConnectionOptions) => ({
  connectionString: options.url,
  application_name: options.applicationName,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  statement_timeout: options.statementTimeoutMs,
  idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
  options: `-c search_path="${options.schema}" ${SAME_EVERYWHERE}`,
  types: utcTypes,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
});

/** Options for TypeORM: no schema synchronization, no installation of extensions. */
export function dataSourceOptions(
  connection: ConnectionOptions,
  persistence: Persistence | undefined,
  poolSize: number,
  onConnect?: (client: ClientBase) => void,
): PostgresDataSourceOptions {
  const { connectionString, ...extra } = clientOptions(connection);
  return {
    type: 'postgres',
    url: connectionString,
    poolSize,
    applicationName: connection.applicationName,
    entities: [...(persistence?.entities ?? [])],
    migrations: [...(persistence?.migrations ?? [])],
    migrationsTransactionMode: 'each',
    synchronize: false,
    migrationsRun: false,
    logger: new TypeOrmLogger(connection.schema),
    installExtensions: false,
    // Makes generated UUIDs gen_random_uuid(), which needs no extension.
    uuidExtension: 'pgcrypto',
    extra: { ...extra, Client: ContextClient, idleTimeoutMillis: 30_000, ...(onConnect && { onConnect }) },
  };
}
