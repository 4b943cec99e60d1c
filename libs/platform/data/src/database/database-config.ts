import { MultilithError } from '@multilith/contract';
import { createHash } from 'node:crypto';
import { patience } from '../environment/debug-mode.js';
import { rolePassword } from './role-password.js';

/** Database settings of a host. */
export interface DatabaseConfig {
  /**
   * URL of a user that may create roles and schemas. Its database holds all contexts that have no entry in
   * `contextUrls`.
   */
  readonly url: string;
  /** Login URLs by context name, for databases that were set up by hand. */
  readonly contextUrls: Readonly<Record<string, string>>;
  /**
   * Maximum connections of one process, split evenly over its contexts. Default: 40, or 4 per context if that is more.
   */
  readonly poolTotal?: number | undefined;
  /**
   * Maximum wait for a connection while all connections in use are idle, in milliseconds: their holders likely wait for
   * one more. Default 10,000. Otherwise a call waits until its deadline, and work without a deadline for 30 s.
   */
  readonly acquireTimeoutMs: number;
  /** Statement timeout, in milliseconds. Default 30,000. Migrations are exempt. */
  readonly statementTimeoutMs: number;
  /** Timeout of an idle transaction, in milliseconds. Default 15,000. */
  readonly idleInTransactionTimeoutMs: number;
  /**
   * Secret from which the passwords of context roles are derived. Default: a random secret that is kept in the
   * database, readable only for the user of `url`; see `withRoleSecret`.
   */
  readonly roleSecret?: string | undefined;
  /** Connection limit of the role of one context. Default: three quarters of the connections that the server allows. */
  readonly roleConnections?: number | undefined;
}

export const DATABASE_DEFAULTS = {
  contextUrls: {},
  acquireTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  idleInTransactionTimeoutMs: 15_000,
} as const satisfies Partial<DatabaseConfig>;

/**
 * Reads the database settings from the environment: `DATABASE_URL`, `<CONTEXT>_DATABASE_URL` (`ORDERS_DATABASE_URL`,
 * and `GIFT_CARDS_DATABASE_URL` for `gift-cards`), `DATABASE_POOL_TOTAL`, `DATABASE_ACQUIRE_TIMEOUT_MS`,
 * `DATABASE_STATEMENT_TIMEOUT_MS`, `DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS`, `DATABASE_ROLE_SECRET`,
 * `DATABASE_ROLE_CONNECTIONS`.
 *
 * @throws MultilithError `DATABASE_CONFIG` if a number cannot be read, or a URL is not a PostgreSQL URL
 */
export function databaseConfigFromEnv(env: NodeJS.ProcessEnv = process.env): Partial<DatabaseConfig> {
  const contextUrls: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const context = /^([A-Z][A-Z0-9_]*)_DATABASE_URL$/.exec(name)?.[1];
    if (context && value) contextUrls[context.toLowerCase().replaceAll('_', '-')] = postgresUrl(name, value);
  }
  const found = {
    url: env['DATABASE_URL'] ? postgresUrl('DATABASE_URL', env['DATABASE_URL']) : undefined,
    contextUrls: Object.keys(contextUrls).length > 0 ? contextUrls : undefined,
    poolTotal: positive(env, 'DATABASE_POOL_TOTAL'),
    acquireTimeoutMs: positive(env, 'DATABASE_ACQUIRE_TIMEOUT_MS'),
    statementTimeoutMs: positive(env, 'DATABASE_STATEMENT_TIMEOUT_MS'),
    idleInTransactionTimeoutMs: positive(env, 'DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS'),
    roleSecret: env['DATABASE_ROLE_SECRET'] || undefined,
    roleConnections: positive(env, 'DATABASE_ROLE_CONNECTIONS'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Returns the configuration; while debugging, with timeouts long enough for breakpoints. */
export const patientDatabase = (config: DatabaseConfig): DatabaseConfig => ({
  ...config,
  statementTimeoutMs: patience(config.statementTimeoutMs),
  idleInTransactionTimeoutMs: patience(config.idleInTransactionTimeoutMs),
});

/** Checks a PostgreSQL URL. Errors show only its scheme, because the rest may contain a password. */
function postgresUrl(name: string, text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
  if (protocol === 'postgres:' || protocol === 'postgresql:') return text;
  throw new MultilithError(
    'DATABASE_CONFIG',
    protocol ? `${name} begins with '${protocol}', so it names no PostgreSQL database.` : `${name} is no URL.`,
    'Set it to a URL like postgres://user:password@host:5432/database.',
  );
}

function positive(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new MultilithError(
    'DATABASE_CONFIG',
    `${name} is '${text}'.`,
    'Set it to a whole number above zero, or leave it out.',
  );
}

/** Returns the login role of a context: `<database>_<context>`, shortened to PostgreSQL's limit for names. */
export function contextRole(url: URL, context: string): string {
  const name = `${databaseName(url)}_${context}`;
  if (Buffer.byteLength(name) <= 63) return name;
  return `${Buffer.from(name)
    .subarray(0, 50)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '_')}_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** Returns the name of the database in a URL. */
export const databaseName = (url: URL): string =>
  decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username);

/**
 * Returns the login URL of a context's role. Its password is derived from the role secret, so no file has to store it.
 *
 * @example contextDatabaseUrl(await withRoleSecret(config), 'orders') // postgres://acme_orders:…@db.example:5432/acme
 *
 * @throws MultilithError `DATABASE_CONFIG` if the URL, or the secret to derive the password from, is missing
 */
export function contextDatabaseUrl(
  { url: text, contextUrls, roleSecret }: Pick<DatabaseConfig, 'url' | 'contextUrls' | 'roleSecret'>,
  context: string,
): string {
  const own = contextUrls[context];
  if (own) return own;
  const url = adminUrl(text, context);
  if (!roleSecret)
    throw new MultilithError(
      'DATABASE_CONFIG',
      `There is no DATABASE_ROLE_SECRET, so no password can be derived for the role of context '${context}'.`,
      `Set DATABASE_ROLE_SECRET to 32 random bytes (openssl rand -base64 32), or set ${databaseVariable(context)}.`,
    );
  const role = contextRole(url, context);
  url.username = encodeURIComponent(role);
  url.password = rolePassword(roleSecret, role);
  return url.href;
}

/** Returns the environment variable with the login URL of a context: `GIFT_CARDS_DATABASE_URL` for `gift-cards`. */
export const databaseVariable = (context: string): string =>
  `${context.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;

function adminUrl(text: string, context: string): URL {
  const name = databaseVariable(context);
  try {
    return new URL(text);
  } catch (cause) {
    throw new MultilithError(
      'DATABASE_CONFIG',
      text ? 'The database URL cannot be read.' : `No database is configured for context '${context}'.`,
      `Set DATABASE_URL or ${name} to a URL like postgres://user:password@host:5432/database.`,
      { cause },
    );
  }
}
