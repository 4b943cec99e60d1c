import pg from 'pg';
import { CliError } from '../cli/cli-error.js';

/** The contexts that the ledger reads. */
export const CONTEXTS = [
  'catalog',
  'customers',
  'inventory',
  'notifications',
  'orders',
  'payments',
  'reporting',
  'shipping',
] as const;
export type Context = (typeof CONTEXTS)[number];

/** Runs one statement and answers its rows. */
export type Query = (sql: string) => Promise<ReadonlyArray<Record<string, unknown>>>;

/**
 * Reads the databases of all contexts, each through the role of its context, which sees nothing else. Sessions are
 * read-only: nothing the ledger does can change the shop.
 */
export class ContextReader {
  /** Read-only connections per context; its schema is their `search_path`. */
  readonly pools: ReadonlyMap<Context, pg.Pool>;

  /** @param urlOf login URL of a context's role */
  constructor(urlOf: (context: Context) => string) {
    this.pools = new Map(CONTEXTS.map((context) => [context, readOnlyPool(urlOf(context))]));
  }

  /**
   * Runs statements in one snapshot of a context.
   *
   * @throws CliError `LEDGER_DATABASE` when its database cannot be read
   */
  async snapshot<T>(context: Context, work: (query: Query) => Promise<T>): Promise<T> {
    return readable(context, async () => {
      const client = await this.pools.get(context)!.connect();
      const query: Query = async (sql) => (await client.query<Record<string, unknown>>(sql)).rows;
      try {
        await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return await work(query);
      } finally {
        await query('ROLLBACK').catch(() => undefined); // the connection is gone, which the error before it says
        client.release();
      }
    });
  }

  /**
   * Runs one statement on the latest state of a context.
   *
   * @throws CliError `LEDGER_DATABASE` when its database cannot be read
   */
  query(context: Context, sql: string): ReturnType<Query> {
    return readable(context, async () => (await this.pools.get(context)!.query<Record<string, unknown>>(sql)).rows);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.pools.values()].map((pool) => pool.end()));
  }
}

function readOnlyPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'multilith-ledger',
    options: '-c default_transaction_read_only=on',
    connectionTimeoutMillis: 5_000,
    max: 2,
  });
  pool.on('error', () => undefined); // the next statement reports it
  return pool;
}

/** Turns what PostgreSQL or the network says into something to act on. */
export async function readable<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof CliError) throw error;
    throw new CliError(
      'LEDGER_DATABASE',
      `The database of ${what} cannot be read: ${error.message || String(error)}`,
      'An embedded database only runs while the shop does, and its tables are made at the first start: run npm start.',
      { cause: error },
    );
  }
}
