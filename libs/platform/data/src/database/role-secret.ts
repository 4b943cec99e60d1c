import { MultilithError } from '@multilith/contract';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './data-source-options.js';
import { databaseName, type DatabaseConfig } from './database-config.js';
import { databaseUnavailable } from './database-unavailable.js';

/** The underscore avoids a clash: names of contexts contain none. */
const SCHEMA = 'multilith_provisioning';
const CREATE = `CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
CREATE TABLE IF NOT EXISTS ${SCHEMA}.role_secret (single boolean PRIMARY KEY DEFAULT true CHECK (single), secret text NOT NULL)`;
const READ = `SELECT secret FROM ${SCHEMA}.role_secret`;
const DRAW = `INSERT INTO ${SCHEMA}.role_secret (secret) VALUES ($1) ON CONFLICT DO NOTHING`;
/** An empty secret means that the secret is kept outside the database. */
const NOTE = `INSERT INTO ${SCHEMA}.role_secret AS kept (secret) VALUES ('')
ON CONFLICT (single) DO UPDATE SET secret = '' WHERE kept.secret NOT IN ('', $1)`;

/** SQLSTATEs of a missing schema or table. */
const MISSING = new Set(['3F000', '42P01']);
/** SQLSTATEs of a concurrent creation by another process. */
const RACED = new Set(['23505', '42P06', '42P07', '42710']);
const FORBIDDEN = '42501';
const MAX_ATTEMPTS = 20;

/**
 * Returns the configuration with a role secret: its own, or a random secret that is created once and kept in the
 * database of `url`. There only the user that creates the roles can read it, which could set any password anyway;
 * context roles cannot. Production sets its own secret, see `requireStrongRoleSecret`. A database that was set up with
 * a `DATABASE_ROLE_SECRET` is refused without it, because another secret would lock its hosts out.
 *
 * @throws MultilithError `DATABASE_UNAVAILABLE`, `DATABASE_PROVISIONING` if the user may not store a secret there,
 *   `DATABASE_ROLE_SECRET_ELSEWHERE` if the database was set up with a secret that is not given
 */
export async function withRoleSecret<Config extends Pick<DatabaseConfig, 'url' | 'roleSecret'>>(
  config: Config,
): Promise<Config> {
  if (config.roleSecret || !config.url) return config;
  const client = new pg.Client({ connectionString: config.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw databaseUnavailable(undefined, cause);
  }
  try {
    const roleSecret = await keptSecret(client);
    if (roleSecret === '') throw secretElsewhere(config.url);
    return { ...config, roleSecret };
  } catch (cause) {
    if (cause instanceof MultilithError) throw cause;
    throw new MultilithError(
      'DATABASE_PROVISIONING',
      `The user of DATABASE_URL cannot keep a secret for the passwords of roles in its database: ${(cause as Error).message}.`,
      'Set DATABASE_ROLE_SECRET to 32 random bytes (openssl rand -base64 32), or use a user that may create schemas there.',
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Records that the role passwords of a database come from a secret outside it, in the transaction that sets them. Does
 * nothing if the user may not create the record.
 */
export async function noteSecretElsewhere(client: pg.Client, roleSecret: string): Promise<void> {
  await client.query('SAVEPOINT note');
  try {
    await client.query(CREATE);
    await client.query(NOTE, [roleSecret]);
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT note');
    if (!(error instanceof pg.DatabaseError) || error.code !== FORBIDDEN) throw error;
  }
}

const secretElsewhere = (url: string): MultilithError =>
  new MultilithError(
    'DATABASE_ROLE_SECRET_ELSEWHERE',
    `Database "${databaseName(new URL(url))}" was set up with a DATABASE_ROLE_SECRET, and none is set here. With another one, the roles of its contexts would get new passwords, and hosts that run there could log in no more.`,
    `Set DATABASE_ROLE_SECRET to that of the deployment, or name another database. If no host uses this one any more: DROP SCHEMA ${SCHEMA} CASCADE.`,
  );

async function keptSecret(client: pg.Client): Promise<string> {
  for (let attempt = 1; ; attempt++)
    try {
      const { rows } = await client.query<{ secret: string }>(READ);
      if (rows[0]) return rows[0].secret;
      await client.query(DRAW, [randomBytes(32).toString('base64url')]);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !(error instanceof pg.DatabaseError) || !MISSING.has(error.code ?? ''))
        throw error;
      await client.query(CREATE).catch(async (cause: pg.DatabaseError) => {
        if (!RACED.has(cause.code ?? '')) throw cause;
        await sleep(10 * attempt);
      });
    }
}
