import pg from 'pg';
import { CliError } from '../cli/cli-error.js';

/** The contexts that the ledger reads. */
export const CONTEXTS = ['catalog', 'customers', 'inventory', 'orders', 'payments'] as const;
export type Context = (typeof CONTEXTS)[number];

/** Runs one statement and answers its rows. */
export type Query = (sql: string, parameters?: unknown[]) => Promise<ReadonlyArray<Record<string, unknown>>>;

/**
 * Reads the databases of all contexts, each through the role of its context, which sees nothing else. Sessions are
 * read-only: nothing the ledger does can change the shop.
 */
export class ContextReader {
  readonly #clients = new Map<Context, pg.Client>();

  /**
   * Connects to every context.
   *
   * @param urlOf login URL of the context's role
   * @throws CliError `LEDGER_DATABASE` when one cannot be reached
   */
  static async connect(urlOf: (context: Context) => string): Promise<ContextReader> {
    const reader = new ContextReader();
    try {
      await Promise.all(CONTEXTS.map((context) => reader.#open(context, urlOf(context))));
    } catch (error) {
      await reader.close();
      throw error;
    }
    return reader;
  }

  /** Runs statements in one snapshot of a context. */
  async snapshot<T>(context: Context, work: (query: Query) => Promise<T>): Promise<T> {
    const client = this.#clients.get(context)!;
    const query: Query = async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters)).rows;
    try {
      await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return await work(query);
    } catch (error) {
      throw databaseError(context, error);
    } finally {
      await query('ROLLBACK').catch(() => undefined); // the connection is gone, which the error above says
    }
  }

  /** Statement on a context outside a snapshot: each sees the latest state. */
  query(context: Context): Query {
    const client = this.#clients.get(context)!;
    return async (sql, parameters) => {
      try {
        return (await client.query<Record<string, unknown>>(sql, parameters)).rows;
      } catch (error) {
        throw databaseError(context, error);
      }
    };
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#clients.values()].map((client) => client.end()));
  }

  async #open(context: Context, url: string): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'multilith-ledger',
      options: '-c default_transaction_read_only=on',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined); // the statement under way reports it
    try {
      await client.connect();
    } catch (error) {
      throw databaseError(context, error);
    }
    this.#clients.set(context, client);
  }
}

function databaseError(context: Context, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new CliError(
    'LEDGER_DATABASE',
    `The database of ${context} cannot be read: ${error.message}`,
    'The shop must have started once on this database, and an embedded one only runs while the shop does: start it with npm start.',
    { cause: error },
  );
}
