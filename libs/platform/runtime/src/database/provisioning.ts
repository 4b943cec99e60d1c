import pg from 'pg';
import { RuntimeError } from '../errors/runtime-error.js';
import { CONNECT_TIMEOUT_MS } from './data-source-options.js';
import { contextDatabaseUrl, databaseName, type DatabaseConfig } from './database-config.js';
import { scramVerifier } from './scram-verifier.js';
import { takeTurn } from './setup-lock.js';

const { escapeIdentifier: id, escapeLiteral: text } = pg;

/**
 * Creates the schema and login role of a context, in one transaction; hosts that do so together take turns. The role
 * owns its schema and has rights on nothing else. Works for a superuser, and for a user with CREATEROLE that may
 * create schemas in the database.
 *
 * @throws RuntimeError `DATABASE_PROVISIONING` with the SQL to run when the user may not do it,
 *   `DATABASE_UNAVAILABLE` when the database cannot be reached
 */
export async function provision(config: DatabaseConfig, context: string): Promise<void> {
  const login = new URL(contextDatabaseUrl(config, context));
  const role = decodeURIComponent(login.username);
  const client = new pg.Client({ connectionString: config.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw databaseUnavailable(context, cause);
  }
  const setup = new Setup(client, context, role, databaseName(login), scramVerifier(login.password));
  try {
    await takeTurn(client, role, `set up schema and role of context '${context}'`);
    await client.query('BEGIN');
    await setup.run();
    await client.query('COMMIT');
  } catch (cause) {
    if (cause instanceof RuntimeError) throw cause;
    throw new RuntimeError(
      'DATABASE_PROVISIONING',
      `The user of DATABASE_URL could not set up schema and role of context '${context}': ${(cause as Error).message}.`,
      `Have somebody with the rights run this in database ${setup.database}:\n${setup.sql}\nOr set ${context.toUpperCase().replaceAll('-', '_')}_DATABASE_URL to a login that owns its schema.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

class Setup {
  constructor(
    private readonly client: pg.Client,
    private readonly context: string,
    private readonly role: string,
    readonly database: string,
    private readonly verifier: string,
  ) {}

  async run(): Promise<void> {
    const found = await this.#look();
    if (found.schemaOwner !== null && found.schemaOwner !== this.role)
      throw new RuntimeError(
        'DATABASE_PROVISIONING',
        `Schema "${this.context}" in database "${this.database}" belongs to "${found.schemaOwner}", not to the context's role "${this.role}".`,
        `Use another database, or run: ALTER SCHEMA ${id(this.context)} OWNER TO ${id(this.role)};`,
      );
    await this.client.query(found.roleExists ? this.#alterRole : this.#createRole);
    if (found.schemaOwner === null) await this.#createSchemaAs(found);
    await this.client.query(this.#searchPath);
    if (!found.mayConnect) await this.client.query(this.#connect);
    // Before PostgreSQL 15 everybody may create tables in "public", where another context would find them.
    if (found.publicIsOpen) await this.client.query(CLOSE_PUBLIC);
  }

  async #look(): Promise<Found> {
    const { rows } = await this.client.query<Found>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS "roleExists",
              (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = $2) AS "schemaOwner",
              coalesce((SELECT has_database_privilege(oid, $3, 'CONNECT') FROM pg_roles WHERE rolname = $1),
                       has_database_privilege('public', $3, 'CONNECT')) AS "mayConnect",
              coalesce((SELECT has_schema_privilege('public', oid, 'CREATE') FROM pg_namespace WHERE nspname = 'public'),
                       false) AS "publicIsOpen",
              (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser",
              current_setting('server_version_num')::int AS version`,
      [this.role, this.context, this.database],
    );
    return rows[0]!;
  }

  /** To create a schema for another role one must be able to become that role, which CREATEROLE alone does not give. */
  async #createSchemaAs({ isSuperuser, version }: Found): Promise<void> {
    if (isSuperuser) return void (await this.client.query(this.#createSchema));
    const separately = version >= 160000 ? ' WITH SET TRUE, INHERIT FALSE' : '';
    await this.client.query(`GRANT ${id(this.role)} TO CURRENT_USER${separately}`);
    await this.client.query(this.#createSchema);
    await this.client.query(`REVOKE ${id(this.role)} FROM CURRENT_USER`);
  }

  get #createRole(): string {
    return `CREATE ROLE ${id(this.role)} LOGIN PASSWORD ${text(this.verifier)}`;
  }
  get #alterRole(): string {
    return `ALTER ROLE ${id(this.role)} LOGIN PASSWORD ${text(this.verifier)}`;
  }
  get #createSchema(): string {
    return `CREATE SCHEMA ${id(this.context)} AUTHORIZATION ${id(this.role)}`;
  }
  get #searchPath(): string {
    return `ALTER ROLE ${id(this.role)} IN DATABASE ${id(this.database)} SET search_path = ${id(this.context)}`;
  }
  get #connect(): string {
    return `GRANT CONNECT ON DATABASE ${id(this.database)} TO ${id(this.role)}`;
  }

  /** All of it, for somebody with the rights. Contains no password, only what PostgreSQL stores of one. */
  get sql(): string {
    return [this.#createRole, this.#createSchema, this.#searchPath, this.#connect, CLOSE_PUBLIC]
      .map((line) => `  ${line};`)
      .join('\n');
  }
}

const CLOSE_PUBLIC = 'REVOKE CREATE ON SCHEMA public FROM PUBLIC';

interface Found {
  readonly roleExists: boolean;
  readonly schemaOwner: string | null;
  readonly mayConnect: boolean;
  readonly publicIsOpen: boolean;
  readonly isSuperuser: boolean;
  readonly version: number;
}

/** A database that does not answer, or does not let us in. */
export const databaseUnavailable = (context: string, cause: unknown): RuntimeError =>
  new RuntimeError(
    'DATABASE_UNAVAILABLE',
    `The database of context '${context}' cannot be reached: ${describe(cause)}.`,
    'Check that it runs and that the URL, user and password are right.',
    { cause },
  );

/** A refused connection to several addresses is an AggregateError without a message. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map((error: Error) => error.message).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
