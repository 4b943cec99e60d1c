import { MultilithError } from '@multilith/contract';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { contextDatabaseUrl, databaseConfigFromEnv, withRoleSecret } from '@multilith/runtime/host';

/** Schemas of contexts are those with a table of subscriptions. */
const CONTEXTS = `SELECT n.nspname AS context FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = 'subscription_cursor' AND c.relkind = 'r' ORDER BY 1`;

/** The databases of a deployment, with one login per context. */
export class Deployment {
  readonly #pools: Map<string, pg.Pool>;

  private constructor(pools: Map<string, pg.Pool>) {
    this.#pools = pools;
  }

  /**
   * Finds the contexts of a deployment through `DATABASE_URL` and `<CONTEXT>_DATABASE_URL`; without them, uses the
   * embedded database, whose URL a running host stores in `database.json` of its data folder.
   *
   * @throws MultilithError `DATABASE_CONFIG`, `DATABASE_UNAVAILABLE`
   */
  static async open(env: NodeJS.ProcessEnv): Promise<Deployment> {
    const { url = embeddedUrl(env), contextUrls = {}, roleSecret } = databaseConfigFromEnv(env);
    const names = new Set([...Object.keys(contextUrls), ...(url === undefined ? [] : await contextsIn(url))]);
    if (names.size === 0) throw noDeployment();
    const isOwn = [...names].every((context) => contextUrls[context] !== undefined);
    const config = {
      url: url ?? '',
      contextUrls,
      ...(isOwn ? {} : await withRoleSecret({ url: url ?? '', roleSecret })),
    };
    const open = (context: string): [string, pg.Pool] => [context, poolOf(contextDatabaseUrl(config, context))];
    return new Deployment(new Map([...names].sort().map(open)));
  }

  /** Connection pools by context. */
  get pools(): ReadonlyMap<string, pg.Pool> {
    return this.#pools;
  }

  /** @throws MultilithError `CONTEXT_UNKNOWN` */
  poolOf(context: string): pg.Pool {
    const pool = this.#pools.get(context);
    if (pool) return pool;
    const known = [...this.#pools.keys()].join(', ');
    throw new MultilithError(
      'CONTEXT_UNKNOWN',
      `There is no context '${context}' in this deployment.`,
      `Known are ${known}.`,
    );
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#pools.values()].map((pool) => pool.end()));
  }
}

function embeddedUrl(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(env['DATA_DIR'] ?? '.data', 'database.json');
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url;
  } catch (cause) {
    throw new MultilithError(
      'DATABASE_CONFIG',
      `${file} does not say where the embedded database is.`,
      'Start the host, which writes it again, or set DATABASE_URL.',
      { cause },
    );
  }
}

async function contextsIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'multilith-cli' });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ context: string }>(CONTEXTS);
    return rows.map(({ context }) => context);
  } catch (cause) {
    throw new MultilithError(
      'DATABASE_UNAVAILABLE',
      `The database cannot be read: ${(cause as Error).message || String(cause)}.`,
      'An embedded database runs only while its host does; start it, or set DATABASE_URL.',
      { cause },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'multilith-cli',
    max: 2,
    connectionTimeoutMillis: 30_000,
  });
  pool.on('error', () => {});
  return pool;
}

const noDeployment = (): MultilithError =>
  new MultilithError(
    'DATABASE_CONFIG',
    'No deployment was found: there is no DATABASE_URL, no <CONTEXT>_DATABASE_URL and no .data/database.json with contexts in it.',
    'Set DATABASE_URL to the database of the deployment, or start the host once.',
  );
