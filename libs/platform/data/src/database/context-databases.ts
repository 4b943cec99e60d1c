import { MultilithError } from '@multilith/contract';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import pg from 'pg';
import { queryWorkOf } from '../data-source/query-work.js';
import { currentScope } from '../scope/call-scope.js';
import type { Persistence } from './persistence.js';
import { ContextDataSource } from '../data-source/context-data-source.js';
import { defaultPoolTotal, fewestConnections } from './connection-budget.js';
import { ConnectionPool } from './connection-pool.js';
import { ContextDatabase } from './context-database.js';
import { contextDatabaseUrl, type DatabaseConfig } from './database-config.js';
import { clientOptions, dataSourceOptions, type ConnectionOptions } from './data-source-options.js';
import { ensureOwnSchema } from './own-schema.js';
import { migrate } from './migrations.js';
import { DATA_TABLES, type PlatformTables } from './platform-tables.js';
import { withRoleSecret } from './role-secret.js';
import { databaseUnavailable } from './database-unavailable.js';
import { provision } from './provisioning.js';

/** The databases of the contexts that one host runs. */
export class ContextDatabases {
  readonly #opened: Promise<ContextDatabase>[] = [];
  #withSecret: Promise<DatabaseConfig> | undefined;
  #provisioned: Promise<unknown> = Promise.resolve();

  readonly #config: DatabaseConfig;
  readonly #host: string;
  readonly #platform: readonly PlatformTables[];

  /**
   * @param host name of the host, shown as `application_name` in `pg_stat_activity`
   * @param platform tables of other packages of the platform. Default: none
   */
  constructor(config: DatabaseConfig, host: string, platform: readonly PlatformTables[] = []) {
    this.#config = config;
    this.#host = host;
    this.#platform = platform;
  }

  /**
   * Opens the database of a context: sets up its schema and role if needed, migrates the schema, connects. Hosts that
   * start together on one database take turns.
   *
   * @param contextsInHost number of contexts that share the connections of this host
   * @throws MultilithError `DATABASE_CONFIG`, `DATABASE_UNAVAILABLE`, `DATABASE_PROVISIONING`, `MIGRATION_FAILED`,
   *   `SCHEMA_TOO_NEW`
   */
  open(context: string, persistence: Persistence | undefined, contextsInHost: number): Promise<ContextDatabase> {
    const opened = this.#open(context, persistence, contextsInHost);
    this.#opened.push(opened);
    return opened;
  }

  async #open(context: string, persistence: Persistence | undefined, contextsInHost: number): Promise<ContextDatabase> {
    const config = this.#config.contextUrls[context] === undefined ? await this.#secretConfig() : this.#config;
    const wanted = poolSize(config.poolTotal ?? defaultPoolTotal(contextsInHost), contextsInHost);
    const connection: ConnectionOptions = {
      url: contextDatabaseUrl(config, context),
      schema: context,
      applicationName: this.#host,
      statementTimeoutMs: config.statementTimeoutMs,
      idleInTransactionTimeoutMs: config.idleInTransactionTimeoutMs,
    };
    if (config.contextUrls[context] === undefined && !(await isProvisioned(connection)))
      await this.#provision(config, context);
    const { connectionLimit } = await ensureOwnSchema(context, connection);
    await migrate(context, connection, persistence, [DATA_TABLES, ...this.#platform]);
    const size = withinLimit(wanted, connectionLimit);

    const source = new ConnectionPool(context, size, config.acquireTimeoutMs);
    const dataSource = new ContextDataSource(context, dataSourceOptions(connection, persistence, size, source.watch));
    await dataSource.open();
    const driver = dataSource.driver as PostgresDriver;
    source.open(driver.master as pg.Pool);
    // Query runners outside a unit of work get the same errors as query runners inside.
    driver.obtainMasterConnection = async () => {
      const query = queryWorkOf(currentScope());
      const client = await source.acquire(query && !query.mayWrite ? 'read-only' : 'read-write');
      return [client, (error?: Error | boolean) => client.release(error)];
    };
    return new ContextDatabase({ context, dataSource, source, writingQueries: persistence?.writingQueries });
  }

  /** Provisions one context at a time: concurrent changes to the same catalogue rows fail and would be retried. */
  #provision(config: DatabaseConfig, context: string): Promise<unknown> {
    const provisioned = this.#provisioned.then(() => provision(config, [context]));
    this.#provisioned = provisioned.catch(() => {});
    return provisioned;
  }

  /** Returns the configuration with the secret that role passwords are derived from. */
  #secretConfig(): Promise<DatabaseConfig> {
    return (this.#withSecret ??= withRoleSecret(this.#config));
  }

  /** Closes all databases, also those that are still being opened. */
  async closeAll(): Promise<void> {
    const opened = await Promise.allSettled(this.#opened.splice(0));
    await Promise.all(opened.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }
}

function poolSize(total: number, contexts: number): number {
  const fewest = fewestConnections(contexts);
  if (total >= fewest) return Math.floor(total / Math.max(1, contexts));
  throw new MultilithError(
    'DATABASE_CONFIG',
    `${total} connections are too few for the ${contexts} contexts of this host.`,
    `Set DATABASE_POOL_TOTAL to ${fewest} or more, or leave it out.`,
  );
}

/** Connections per role besides the pool, for set-up and tools. */
const CONNECTIONS_BESIDE_POOL = 4;

/** Limits a pool to the connection limit of its role; beyond it, connecting fails instead of waiting. */
const withinLimit = (size: number, limit: number): number =>
  limit < 0 ? size : Math.min(size, Math.max(fewestConnections(1), limit - CONNECTIONS_BESIDE_POOL));

/** SQLSTATEs of a wrong password, an unknown role, or no right to connect. */
const NOT_SET_UP_STATES = new Set(['28P01', '28000', '42501']);

/** Whether the role can log in and its schema exists. Needs no user with special rights. */
async function isProvisioned(options: ConnectionOptions): Promise<boolean> {
  const client = new pg.Client(clientOptions(options));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ schema: string | null }>('SELECT current_schema() AS schema');
    return rows[0]?.schema === options.schema;
  } catch (error) {
    if (error instanceof pg.DatabaseError && NOT_SET_UP_STATES.has(error.code ?? '')) return false;
    throw databaseUnavailable(options.schema, error);
  } finally {
    await client.end().catch(() => {});
  }
}
