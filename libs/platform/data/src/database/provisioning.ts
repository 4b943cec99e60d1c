import { MultilithError } from '@multilith/contract';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { roleConnectionLimit } from './connection-budget.js';
import { CONNECT_TIMEOUT_MS } from './data-source-options.js';
import { contextDatabaseUrl, databaseName, databaseVariable, type DatabaseConfig } from './database-config.js';
import { databaseUnavailable } from './database-unavailable.js';
import { lookAt, type FoundContext, type FoundServer } from './provisioning-state.js';
import { hintsFor } from './provisioning-hints.js';
import { noteSecretElsewhere, withRoleSecret } from './role-secret.js';
import { scramVerifier } from './scram-verifier.js';

const { escapeIdentifier: id, escapeLiteral: text } = pg;

/** Options of provisioning. */
export interface ProvisioningOptions {
  /**
   * Whether to revoke the right to connect to the databases `postgres` and `template1` from everyone but owners.
   * Default: false.
   */
  readonly closeServer?: boolean;
  /** Whether to roll everything back at the end. Default: false. */
  readonly dryRun?: boolean;
}

/** The result of provisioning. */
export interface Provisioned {
  /** The executed statements in order. They contain SCRAM verifiers, no passwords. */
  readonly statements: readonly string[];
  /** Excess access of roles that remains, with the SQL that revokes it. */
  readonly hints: readonly string[];
}

/**
 * Creates the schemas and login roles of contexts, in one transaction. A role owns its schema and has rights on nothing
 * else; no other role may connect to the database or make temporary tables in it. Contexts with an entry in
 * `contextUrls` are left alone. Conflicts with processes that do the same at the same time are retried. Needs a
 * superuser, or a user with CREATEROLE that may create schemas in the database.
 *
 * @throws MultilithError `DATABASE_PROVISIONING` with the SQL to run if the user lacks the rights,
 *   `DATABASE_UNAVAILABLE` if the database cannot be reached, `DATABASE_ROLE_SECRET_ELSEWHERE` without the secret that
 *   the database was set up with
 */
export async function provision(
  config: DatabaseConfig,
  contexts: readonly string[],
  options: ProvisioningOptions = {},
): Promise<Provisioned> {
  const wanted = contexts.filter((context) => config.contextUrls[context] === undefined);
  if (wanted.length === 0) return { statements: [], hints: [] };
  const withSecret = await withRoleSecret(config);
  const logins = wanted.map((context): Login => {
    const { username, password } = new URL(contextDatabaseUrl(withSecret, context));
    return { context, role: decodeURIComponent(username), verifier: scramVerifier(password) };
  });
  const client = new pg.Client({ connectionString: config.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw databaseUnavailable(wanted[0], cause);
  }
  try {
    const { roleConnections, roleSecret } = withSecret;
    const database = databaseName(new URL(config.url));
    return await new Setup({ client, database, logins, roleConnections, roleSecret, ...options }).run();
  } finally {
    await client.end().catch(() => {});
  }
}

interface Login {
  readonly context: string;
  readonly role: string;
  readonly verifier: string;
}

const MAX_ATTEMPTS = 30;

/** Options of one set-up. */
interface SetupOptions extends Pick<DatabaseConfig, 'roleConnections' | 'roleSecret'>, ProvisioningOptions {
  readonly client: pg.Client;
  /** Name of the database. */
  readonly database: string;
  readonly logins: readonly Login[];
}

class Setup {
  readonly #options: SetupOptions;

  constructor(options: SetupOptions) {
    this.#options = options;
  }

  async run(): Promise<Provisioned> {
    for (let attempt = 1; ; attempt++)
      try {
        await this.#options.client.query('BEGIN');
        return await this.#once();
      } catch (cause) {
        await this.#options.client.query('ROLLBACK').catch(() => {});
        if (attempt === MAX_ATTEMPTS || !isRaced(cause)) throw cause;
        await sleep(10 * attempt * Math.random());
      }
  }

  async #once(): Promise<Provisioned> {
    const { server, contexts } = await lookAt(this.#options.client, this.#options.database, this.#options.logins);
    for (const found of contexts) this.#requireOwnSchema(found);
    const statements = this.#plan(server, contexts);
    try {
      for (const statement of statements) await this.#options.client.query(statement);
    } catch (cause) {
      throw isRaced(cause) ? cause : this.#refused(cause as Error, server, contexts);
    }
    const hints = await hintsFor(this.#options.client, this.#options.database, this.#options.logins);
    if (this.#options.roleSecret) await noteSecretElsewhere(this.#options.client, this.#options.roleSecret);
    await this.#options.client.query(this.#options.dryRun ? 'ROLLBACK' : 'COMMIT');
    return { statements, hints };
  }

  #requireOwnSchema({ context, role, schemaOwner }: FoundContext): void {
    if (schemaOwner === null || schemaOwner === role) return;
    throw new MultilithError(
      'DATABASE_PROVISIONING',
      `Schema "${context}" in database "${this.#options.database}" belongs to "${schemaOwner}", not to the context's role "${role}".`,
      `Use another database, or run: ALTER SCHEMA ${id(context)} OWNER TO ${id(role)};`,
    );
  }

  #plan(server: FoundServer, contexts: readonly FoundContext[]): string[] {
    const database = id(this.#options.database);
    return [
      ...contexts.flatMap((found) => this.#planFor(found, server)),
      ...(server.isOpen ? this.#closing(server, this.#options.database) : []),
      // Before PostgreSQL 15 every role may create tables in "public", where another context would find them.
      ...(server.publicIsOpen ? ['REVOKE CREATE ON SCHEMA public FROM PUBLIC'] : []),
      ...(this.#options.closeServer
        ? server.openNeighbours.map((name) => `REVOKE CONNECT, TEMPORARY ON DATABASE ${id(name)} FROM PUBLIC`)
        : []),
      ...contexts.map(({ role }) => `GRANT CONNECT ON DATABASE ${database} TO ${id(role)}`),
    ];
  }

  #planFor(found: FoundContext, { isSuperuser, version, maxConnections }: FoundServer): string[] {
    const { context, role, schemaOwner, connectionLimit } = found;
    const password = `PASSWORD ${text(this.#options.logins.find((login) => login.role === role)!.verifier)}`;
    // A limit that was set by hand stays.
    const limit =
      this.#options.roleConnections ?? (connectionLimit > 0 ? connectionLimit : roleConnectionLimit(maxConnections));
    const schema = `CREATE SCHEMA ${id(context)} AUTHORIZATION ${id(role)}`;
    return [
      found.roleExists
        ? `ALTER ROLE ${id(role)} LOGIN ${found.excess.map((right) => `NO${right} `).join('')}CONNECTION LIMIT ${limit} ${password}`
        : `CREATE ROLE ${id(role)} LOGIN ${NO_RIGHTS} CONNECTION LIMIT ${limit} ${password}`,
      ...(schemaOwner !== null
        ? []
        : isSuperuser
          ? [schema]
          : // Creating a schema for another role requires membership in it, which CREATEROLE does not imply.
            [
              `GRANT ${id(role)} TO CURRENT_USER${version >= 160000 ? ' WITH SET TRUE, INHERIT FALSE' : ''}`,
              schema,
              `REVOKE ${id(role)} FROM CURRENT_USER`,
            ]),
      `ALTER ROLE ${id(role)} IN DATABASE ${id(this.#options.database)} SET search_path = ${id(context)}`,
    ];
  }

  /**
   * Revokes public access to the database. Grants CONNECT to the user of DATABASE_URL, which may have had it only
   * through PUBLIC.
   */
  #closing({ user, isSuperuser }: FoundServer, database: string): string[] {
    return [
      ...(isSuperuser ? [] : [`GRANT CONNECT ON DATABASE ${id(database)} TO ${id(user)}`]),
      `REVOKE CONNECT, TEMPORARY ON DATABASE ${id(database)} FROM PUBLIC`,
    ];
  }

  #refused(cause: Error, server: FoundServer, contexts: readonly FoundContext[]): MultilithError {
    const names = contexts.map(({ context }) => `'${context}'`).join(', ');
    // A superuser runs these statements, so the user is named explicitly.
    const asSuperuser = [
      ...this.#plan({ ...server, isSuperuser: true }, contexts),
      ...(server.isSuperuser ? [] : [`GRANT CONNECT ON DATABASE ${id(this.#options.database)} TO ${id(server.user)}`]),
    ];
    return new MultilithError(
      'DATABASE_PROVISIONING',
      `The user of DATABASE_URL could not set up schema and role of context ${names}: ${cause.message}.`,
      `Have an administrator run this in database ${this.#options.database}:\n${asSuperuser.map((line) => `  ${line};`).join('\n')}\nOr set ${databaseVariable(contexts[0]!.context)} to a login that owns its schema.`,
      { cause },
    );
  }
}

/** Explicit although these are the defaults, so that readers of the SQL see what a role may not do. */
const NO_RIGHTS = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS';

/** SQLSTATEs of a concurrent set-up by another process: duplicate names, concurrent catalogue updates, deadlock. */
const RACED = new Set(['23505', '42710', '42P06', '42P07', '40P01']);
const isRaced = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  (RACED.has(error.code ?? '') || /^tuple concurrently (?:updated|deleted)$/.test(error.message));
